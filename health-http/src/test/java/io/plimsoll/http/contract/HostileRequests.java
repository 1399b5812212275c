package io.plimsoll.http.contract;

import java.util.List;
import java.util.Random;

/** Makes requests that no honest client sends: each is put together from parts of which some are wrong. */
final class HostileRequests {

    private static final List<String> METHODS =
            List.of("HEAD", "POST", "OPTIONS", "TRACE", "CONNECT", "PRI", "get", "X".repeat(10_000), "G\0T", "");
    private static final List<String> PATHS = List.of(
            "/health/shallow",
            "/health/deep/database",
            "/health/deep?exclude=" + "database&exclude=".repeat(300),
            "/panic",
            "/panic/shed-traffic/press",
            "/panic/" + "x".repeat(30_000) + "/release",
            "/panic/%00/press",
            "/mitigation",
            "/mitigation?access_token=x",
            "/health/deep/%2e%2e/%2e%2e/etc/passwd",
            "/health/deep/..;/..;/panic",
            "/health/deep/%00%0d%0aX-Injected:%20yes",
            "/health/deep/%C0%AE%ED%A0%80%FF",
            "/health/deep/%%%25%2",
            "/health/deep/" + "%41".repeat(40_000),
            "/health/deep?" + "&".repeat(50_000),
            "/" + "a/".repeat(50_000),
            "//health//deep",
            "http://elsewhere.example/health/deep",
            "http://[::1/health/deep",
            "localhost:80",
            "*",
            "\\health\\deep",
            "");
    private static final List<String> VERSIONS = List.of("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.1.1", "ICY/7", "");
    private static final List<String> HEADERS = List.of(
            "Host: localhost",
            "Host: localhost",
            "Host: elsewhere\r\nHost: localhost",
            "Host:",
            "Connection: keep-alive",
            "Connection: close, Host, Content-Length",
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13",
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAAA",
            "Expect: 100-continue",
            "Expect: miracles",
            "Content-Length: 5",
            "Content-Length: 5\r\nContent-Length: 6",
            "Content-Length: 99999999999999999999",
            "Content-Length: -1",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: chunked, identity, gzip",
            "Transfer-Encoding: chunked\r\nContent-Length: 4",
            "Authorization: Bearer " + "a".repeat(5_000),
            "Authorization: Bearer \u00e4\0",
            "Accept: " + "application/health+json;q=0.9,".repeat(200),
            "Authorization: Bearer alertmanagers-token-0001\r\nContent-Type: application/json",
            "webhook-id: x\r\nwebhook-timestamp: 1779491400\r\nwebhook-signature: v1,x\r\nContent-Type: application/json",
            "webhook-signature: " + "v1,x ".repeat(5_000),
            "Health-Chain: " + "1".repeat(3_000),
            "Cookie: " + "a=b;".repeat(1_000),
            "Range: bytes=0-0",
            "X-Long: " + "x".repeat(200_000),
            " folded: x",
            "No colon",
            ": no name",
            "Bad Name: x",
            "X-Line: a\nb\rc",
            "X-Repeated: yes\r\n".repeat(2_000).strip());
    private static final List<String> BODIES = List.of(
            "",
            "",
            "hello",
            "5\r\nhello\r\n0\r\n\r\n",
            "fffffffffffffffff\r\n",
            "-1\r\nhello",
            "x".repeat(60_000),
            "{\"version\":\"4\",\"alerts\":" + "[".repeat(5_000),
            "GET /health/shallow HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(50));

    private final Random random;

    HostileRequests(Random random) {
        this.random = random;
    }

    /** One more; about every fourth is not finished. */
    String next() {
        if (random.nextInt(12) == 0) {
            return noise();
        }
        var request = new StringBuilder(mostly("GET", METHODS))
                .append(' ')
                .append(mostly("/health/deep", PATHS))
                .append(' ')
                .append(mostly("HTTP/1.1", VERSIONS))
                .append("\r\n");
        if (random.nextInt(4) > 0) {
            request.append("Host: localhost\r\n");
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            request.append(any(HEADERS)).append("\r\n");
        }
        request.append("\r\n").append(any(BODIES));
        if (random.nextInt(4) == 0) {
            request.setLength(random.nextInt(request.length()));
        }
        return request.toString();
    }

    private String noise() {
        var noise = new StringBuilder();
        for (int i = random.nextInt(2_000); i >= 0; i--) {
            noise.append((char) random.nextInt(256));
        }
        return noise.toString();
    }

    /** What is wrong everywhere is refused at its first line and reaches nothing. */
    private String mostly(String usual, List<String> others) {
        return random.nextInt(3) > 0 ? usual : any(others);
    }

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}

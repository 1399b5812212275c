package io.plimsoll.http.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says exactly the given bytes to a local port and keeps exactly what came back, as no HTTP client would. */
public final class RawHttp {

    private static final int PATIENCE_MILLIS = 15_000;

    private RawHttp() {}

    /**
     * What came back.
     *
     * @param status 0 if the connection was closed without an answer
     * @param headers by name in any case
     */
    public record Answer(int status, Map<String, String> headers, String body) {

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    public static Answer get(int port, String path) {
        return send(port, "GET", path);
    }

    public static Answer send(int port, String method, String path) {
        return exchange(port, method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    /** What the question would be over a wire. */
    public static Answer send(int port, Ask ask) {
        var request = new StringBuilder(ask.method()).append(' ').append(ask.path());
        if (ask.query() != null) {
            request.append('?').append(ask.query());
        }
        request.append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        ask.headers()
                .forEach((name, value) ->
                        request.append(name).append(": ").append(value).append("\r\n"));
        return exchange(port, request.append("\r\n").toString());
    }

    /** Sends, then reads until the server closes the connection. */
    public static Answer exchange(int port, String request) {
        try (var socket = connect(port)) {
            try {
                socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            } catch (IOException closedEarly) {
                // The server may have answered before it closed: that is what is read below.
            }
            return read(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends, then reads one answer, which has a length, and leaves: some servers go on waiting for the rest of a body. */
    public static Answer firstAnswer(int port, String request) {
        try (var socket = connect(port)) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            var bytes = new ByteArrayOutputStream();
            Answer answer = parse("");
            while (answer.status() == 0 || answer.body().length() < Integer.parseInt(answer.header("Content-Length"))) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    break;
                }
                bytes.write(next);
                answer = parse(bytes.toString(UTF_8));
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    public static Answer read(Socket socket) {
        var bytes = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(bytes);
        } catch (SocketTimeoutException neverClosed) {
            throw new UncheckedIOException("not closed; so far: " + bytes.toString(UTF_8), neverClosed);
        } catch (IOException reset) {
            // What had arrived before the reset counts.
        }
        return parse(bytes.toString(UTF_8));
    }

    private static Answer parse(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(0, Map.of(), text);
        }
        if (text.startsWith("HTTP/1.1 100")) {
            return parse(text.substring(end + 4));
        }
        List<String> lines = text.substring(0, end).lines().toList();
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.merge(line.substring(0, colon), line.substring(colon + 1).strip(), (a, b) -> a + "," + b);
        }
        return new Answer(Integer.parseInt(lines.get(0).substring(9, 12)), headers, text.substring(end + 4));
    }
}

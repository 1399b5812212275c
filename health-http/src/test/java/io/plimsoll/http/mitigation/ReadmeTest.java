package io.plimsoll.http.mitigation;

import static io.plimsoll.http.mitigation.Rig.SECRET;
import static io.plimsoll.http.mitigation.Rig.TOKEN;
import static io.plimsoll.http.mitigation.Verifier.bearerToken;
import static io.plimsoll.http.mitigation.Verifier.standardWebhooks;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.contract.Schemas;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.jdk.JdkOpsServer;
import io.plimsoll.panic.PanicBoard;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the README tells people to type does what it says there, with the real clocks. */
@Timeout(120)
class ReadmeTest {

    private static final Pattern SCRIPT = Pattern.compile("```sh\n(body=.*?)```", Pattern.DOTALL);

    @Test
    void showsHowToSignWithOpensslAndCurl() throws Exception {
        for (String tool : List.of("sh", "openssl", "curl", "od")) {
            assumeTrue(isThere(tool), tool + " is not installed, so the README's example was not tried");
        }
        try (Checkout checkout = Checkout.of(OK, OK);
                PanicBoard board = PanicBoard.of("shed-traffic")) {
            OpsRouter ops = OpsRouter.builder(checkout.health)
                    .mitigation(MitigationWebhook.builder(board, "checkout-service")
                            .namespace("production")
                            .verifiedBy(standardWebhooks(SECRET))
                            .verifiedBy(bearerToken(TOKEN))
                            .press("SHED_TRAFFIC", "shed-traffic")
                            .build())
                    .build();
            try (JdkOpsServer server = JdkOpsServer.start(ops, InetAddress.getLoopbackAddress(), 0)) {
                String said = run(script().replace("localhost:9090", "127.0.0.1:" + server.port()));

                assertThat(said).contains("\"did\":\"PRESSED\"", "\"why\":\"PLATFORM\"");
                Schemas.MITIGATION.assertAccepts(said);
                assertThat(board.button("shed-traffic").isPressed()).isTrue();
            }
        }
    }

    private static String script() throws IOException {
        Matcher script = SCRIPT.matcher(Files.readString(Path.of("README.md")));
        assertThat(script.find()).as("the README has the example").isTrue();
        return script.group(1);
    }

    private static String run(String script) throws IOException, InterruptedException {
        Process shell = shell("set -eu\n" + script);
        String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).as(said).isZero();
        return said;
    }

    private static boolean isThere(String tool) throws IOException, InterruptedException {
        return shell("command -v " + tool).waitFor() == 0;
    }

    private static Process shell(String script) throws IOException {
        var builder = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
        builder.environment().put("MITIGATION_SECRET", SECRET);
        return builder.start();
    }
}

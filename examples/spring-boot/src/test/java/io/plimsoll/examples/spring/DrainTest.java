package io.plimsoll.examples.spring;

import io.plimsoll.examples.drill.DrainDrill;
import io.plimsoll.examples.drill.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest {

    private static final Duration WAIT = Duration.ofMillis(1_500);
    private static final Duration STOP = Duration.ofSeconds(10);

    @TempDir
    Path home;

    @Test
    void losesNoRequestThatIsSentBeforeItsLoadBalancersNotice() throws Exception {
        try (var service = ServiceProcess.launch(
                        ClockApplication.class,
                        home,
                        Map.of("DRAIN_MILLIS", Long.toString(WAIT.toMillis()), "MANAGEMENT_PORT", "0"))
                .awaitReady()) {

            new DrainDrill(service, "/now", WAIT, STOP).run();
        }
    }
}

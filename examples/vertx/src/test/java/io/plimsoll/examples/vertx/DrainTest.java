package io.plimsoll.examples.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.DrainDrill;
import io.plimsoll.examples.drill.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
                        VisitsService.class, home, Map.of("DRAIN_MILLIS", Long.toString(WAIT.toMillis())))
                .awaitReady()) {
            List<ProcessHandle> redis = service.descendants();

            new DrainDrill(service, "/visit", WAIT, STOP).run();

            assertThat(redis).hasSize(1).noneMatch(ProcessHandle::isAlive);
            assertThat(service.leftovers("visits-")).isEmpty();
            assertThat(service.err()).isEmpty();
        }
    }
}

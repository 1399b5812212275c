package io.plimsoll.examples.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.ServiceProcess;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartTest {

    private static final Duration START = Duration.ofSeconds(60);

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(strings = {"PORT", "OPS_PORT"})
    void endsAndLeavesNothingBehindWhereAPortIsInUse(String setting) throws Exception {
        try (var taken = new ServerSocket(0);
                var service = ServiceProcess.launch(
                        VisitsService.class, home, Map.of(setting, Integer.toString(taken.getLocalPort())))) {

            int code = service.exit(START);

            assertThat(code).isEqualTo(1);
            assertThat(service.err()).contains("Address already in use");
            assertThat(service.out()).doesNotContain("ready ");
            assertThat(service.descendants()).isEmpty();
            assertThat(service.leftovers("visits-")).isEmpty();
        }
    }
}

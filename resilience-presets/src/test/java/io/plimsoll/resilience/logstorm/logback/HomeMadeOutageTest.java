package io.plimsoll.resilience.logstorm.logback;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.LocalServer;
import io.plimsoll.resilience.Preset;
import io.plimsoll.resilience.logstorm.LogStormSettings;
import io.plimsoll.testing.ManualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;

/**
 * What a fleet writes whose one dependency is gone: by the formula, and measured at a thousandth of it.
 *
 * <p>The estimate is instances x errors per second x bytes per error. Two of its results are given, 29 MB/s of an instance and
 * 11.5 GB/s of the fleet, so there are 400 instances. With the 2,149 errors per second that the summary of the contract comes
 * from, an error is 13.4 kB: some 130 frames of a framework and its proxies.
 *
 * <p>Measured is a service that logs each failed checkout as most do, with its stack, over real HTTP, with an inventory that
 * refuses connections; at as many requests in a second as give a thousandth of the fleet's bytes while nothing protects it. The time that breaker and
 * filter see is handed in and goes on by a request's share with each, so the figures are those of any machine. What a guard
 * refuses is logged as an error too, which is more than most would.
 */
@Timeout(300)
@Tag("once")
class HomeMadeOutageTest {

    private static final int INSTANCES = 400;
    private static final int ERRORS_PER_SECOND = 2_149;
    private static final int BYTES_OF_AN_ERROR = 13_400;
    private static final double FLEET = 11.5e9;
    private static final double THOUSANDTH = FLEET / 1_000;
    private static final int SECONDS = 2;

    @Test
    void theEstimateIsInstancesTimesErrorsTimesBytes() {
        double instance = (double) ERRORS_PER_SECOND * BYTES_OF_AN_ERROR;
        double fleet = instance * INSTANCES;

        // A hundred whole errors, twenty of new kinds, and a summary; bytes without a stack are still counted as a
        // whole one.
        double filtered = 120.0 * BYTES_OF_AN_ERROR;
        System.out.printf(
                "HomeMadeOutageTest: %d x %d B = %.1f MB/s of an instance, x %d = %.1f GB/s of the fleet, %.1f TB in 10 min;"
                        + " with the filter %.1f MB/s at most, if nothing had its stack replaced%n",
                ERRORS_PER_SECOND,
                BYTES_OF_AN_ERROR,
                instance / 1e6,
                INSTANCES,
                fleet / 1e9,
                fleet * 600 / 1e12,
                filtered / 1e6);
        assertThat(Math.round(instance / 1e6)).isEqualTo(29);
        assertThat(Math.round(fleet / 1e8)).isEqualTo(115);
        assertThat(filtered / instance).isLessThan(0.06);
    }

    @Test
    void aThousandthOfTheFleetsStormMeasured() throws Exception {
        var unprotected = new Run(false, false);
        int perSecond = unprotected.requestsFor(SECONDS * THOUSANDTH) / SECONDS;
        double bare = unprotected.written() / SECONDS;
        Duration share = Duration.ofNanos(TimeUnit.SECONDS.toNanos(1) / perSecond);
        System.out.printf(
                "HomeMadeOutageTest: an error is %.0f B, so %d failing requests per second are %.1f MB/s%n",
                bare / perSecond, perSecond, bare / 1e6);

        double filtered = perSecond(false, true, perSecond, share);
        double guarded = perSecond(true, false, perSecond, share);
        double both = perSecond(true, true, perSecond, share);

        assertThat(filtered).isLessThan(bare / 20);
        assertThat(guarded).isLessThan(bare / 2);
        assertThat(both).isLessThan(bare / 20);
    }

    private static double perSecond(boolean guard, boolean filter, int requests, Duration share) throws Exception {
        double bytes = new Run(guard, filter).bytesOf(requests * SECONDS, share) / SECONDS;
        System.out.printf(
                "HomeMadeOutageTest: guard %-5s filter %-5s %8.0f kB/s, a fleet 1000 times as large %6.3f GB/s%n",
                guard, filter, bytes / 1e3, bytes * 1_000 / 1e9);
        return bytes;
    }

    /** The service, its inventory that is gone, and its log. */
    private static final class Run {

        private final ManualTime time = new ManualTime();
        private final Logs logs = new Logs("%d %-5level [%thread] %logger - %msg%n%ex");
        private final Logger log = logs.logger();
        private final HttpClient client = HttpClient.newHttpClient();
        private final URI inventory = nobody();
        private final Supplier<String> stock;

        Run(boolean guarded, boolean filtered) {
            logs.root().detachAppender(logs.events);
            if (filtered) {
                LogStormFilter.install(logs.context, LogStormSettings.defaults(), time.timing());
            }
            Guard guard = Guard.builder("inventory", Preset.write())
                    .timing(time.timing())
                    .build();
            stock = guarded ? () -> guard.call(attempt -> ask()) : this::ask;
        }

        /** How many failing requests it takes to write so much. */
        int requestsFor(double bytes) throws Exception {
            return fail(requests -> written() < bytes, Duration.ZERO);
        }

        /** Of that many failing requests, each a share of a second after the one before, until all is told. */
        double bytesOf(int most, Duration share) throws Exception {
            fail(requests -> requests < most, share);
            time.advance(Duration.ofSeconds(2));
            logs.context.stop();
            return written();
        }

        double written() {
            return logs.bytes.size();
        }

        private int fail(IntPredicate goesOn, Duration share) throws Exception {
            try (LocalServer service = LocalServer.start(exchange -> {
                try {
                    LocalServer.answer(exchange, 200, stock.get());
                } catch (RuntimeException failed) {
                    log.error(
                            "Checkout of cart {} failed", "c-17", new IllegalStateException("Checkout failed", failed));
                    LocalServer.answer(exchange, 503, "");
                }
            })) {
                HttpRequest request =
                        HttpRequest.newBuilder(service.uri("/checkout")).build();
                int requests = 0;
                while (goesOn.test(requests)) {
                    assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                            .isEqualTo(503);
                    time.advance(share);
                    requests++;
                }
                return requests;
            }
        }

        private String ask() {
            try {
                return client.send(HttpRequest.newBuilder(inventory).build(), BodyHandlers.ofString())
                        .body();
            } catch (IOException refused) {
                throw new UncheckedIOException("Inventory is unavailable", refused);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }

        private static URI nobody() {
            try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return URI.create("http://127.0.0.1:" + taken.getLocalPort() + "/inventory");
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}

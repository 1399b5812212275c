package io.plimsoll.http.probe;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Status;
import io.plimsoll.testing.ProbeContract;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A downstream that accepts the request and then breaks its answer. */
class BrokenAnswersTest {

    private final WireMockServer downstream = new WireMockServer(
            WireMockConfiguration.options().bindAddress("localhost").dynamicPort());
    private ProbeContract contract;

    @BeforeEach
    void start() {
        downstream.start();
        contract = ProbeContract.of(HttpProbe.get(downstream.baseUrl() + "/stock?token=secret"), Duration.ofSeconds(5));
        downstream.stubFor(get("/stock?token=secret").willReturn(ok()));
        contract.healthy();
    }

    @AfterEach
    void stop() {
        contract.close();
        downstream.stop();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void isDownInItsOwnWordsAndUpAgainAfterwards(Fault fault) {
        downstream.stubFor(get("/stock?token=secret").willReturn(aResponse().withFault(fault)));

        Finding finding = contract.refusing();

        assertThat(finding.status()).isEqualTo(Status.DOWN);
        assertThat(Set.of(Code.REFUSED, Code.BAD_RESPONSE)).contains(finding.code());
        assertThat(finding.error()).endsWith("on GET /stock").doesNotContain("secret", "localhost");

        downstream.stubFor(get("/stock?token=secret").willReturn(ok()));
        contract.healthy();
    }

    @Test
    void isATimeoutIfTheAnswerNeverComesInWhole() {
        downstream.stubFor(get("/stock?token=secret")
                .willReturn(aResponse().withBody("x".repeat(1_000)).withChunkedDribbleDelay(1_000, 600_000)));

        try (var impatient =
                ProbeContract.of(HttpProbe.get(downstream.baseUrl() + "/stock?token=secret"), Duration.ofSeconds(1))) {
            Finding finding = impatient.silent();

            assertThat(finding.error()).isEqualTo("Timeout on GET /stock");
        }
    }
}

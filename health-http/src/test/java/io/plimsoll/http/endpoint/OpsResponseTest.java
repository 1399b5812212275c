package io.plimsoll.http.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class OpsResponseTest {

    private final OpsResponse answer =
            OpsResponse.of(200, "application/json", "{}".getBytes(StandardCharsets.US_ASCII));
    private final Counted counted = new Counted();

    @Test
    void aFormIsMadeOnceForEachAnswer() {
        assertThat(answer.as(counted)).isEqualTo("200 1");
        assertThat(answer.as(counted)).isEqualTo("200 1");

        assertThat(answer.with("Age", "1").as(counted)).isEqualTo("200 2");
        assertThat(answer.withoutBody().as(counted)).isEqualTo("200 3");
    }

    @Test
    void whoAsksForAnotherFormGetsIt() {
        Function<OpsResponse, Integer> length = OpsResponse::bodyLength;

        assertThat(answer.as(counted)).isEqualTo("200 1");
        assertThat(answer.as(length)).isEqualTo(2);
        assertThat(answer.as(counted)).isEqualTo("200 2");
    }

    private static final class Counted implements Function<OpsResponse, String> {

        private int times;

        @Override
        public String apply(OpsResponse answer) {
            times++;
            return answer.status() + " " + times;
        }
    }
}

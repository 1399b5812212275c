package io.plimsoll.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.http.contract.OpsContract;
import io.plimsoll.http.contract.RawHttp;
import io.plimsoll.http.endpoint.OpsRouter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdkOpsServerContractTest extends OpsContract {

    @Override
    protected Running serve(OpsRouter ops) {
        return new JdkServing().serve(ops);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST"})
    void closesTheConnectionAfterEachAnswerAndSaysSo(String method) {
        var answer = RawHttp.exchange(
                port(), method + " /health/deep HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");

        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.status()).isIn(200, 405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%FF", "%C0%AF", "%ED%A0%80", "%F4%90%80%80"})
    void refusesNamesThatAreNotUtf8(String name) {
        assertIsProblem(get("/health/deep/" + name), 400);
    }

    @Test
    void answersOldClients() {
        var answer = RawHttp.exchange(port(), "GET /health/deep HTTP/1.0\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"status\":\"UP\"").endsWith("}");
    }
}

package io.plimsoll.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvoyTest {

    private static final String CONFIGURATION = Yaml.read(Yaml.file("load-balancers/envoy.yaml"));

    @Test
    void hasTheShapeThatEnvoyWantsAndAsksTheOpsPortWhetherItIsReady() {
        Cluster checkout =
                EnvoyApi.check(Yaml.parse(CONFIGURATION)).getStaticResources().getClusters(0);
        HealthCheck check = checkout.getHealthChecks(0);

        assertThat(check.getHttpHealthCheck().getPath()).isEqualTo("/health/ready");
        assertThat(checkout.getLoadAssignment().getEndpoints(0).getLbEndpointsList())
                .extracting(endpoint ->
                        endpoint.getEndpoint().getHealthCheckConfig().getPortValue())
                .containsExactly(9091, 9092);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            unhealthy_threshold: 2 | unhealthy_treshold: 2 | Cannot find field: unhealthy_treshold in message envoy.config.core.v3.HealthCheck
            unhealthy_threshold: 2 | unhealthy_threshold: two | Not an uint32 value: "two"
            unhealthy_threshold: 2 | # | /static_resources/clusters/0/health_checks/0/unhealthy_threshold is required
            timeout: 1s | timeout: 1 second | Failed to parse duration: "1 second"
            path: /health/ready | # | /static_resources/clusters/0/health_checks/0/http_health_check/path must not be empty
            lb_policy: LEAST_REQUEST | lb_policy: LEAST_REQUESTS | Invalid enum value: LEAST_REQUESTS for enum type: envoy.config.cluster.v3.Cluster.LbPolicy
            max_ejection_percent: 50 | max_ejection_percent: 150 | /static_resources/clusters/0/outlier_detection/max_ejection_percent is 150, but at most 100
            stat_prefix: shop | # | typed_config/stat_prefix must not be empty
            v3.HttpConnectionManager | v3.HttpConectionManager | Cannot resolve type
            """)
    void wouldBeRefusedWithAMistake(String right, String wrong, String message) {
        String bad = CONFIGURATION.replace(right, wrong);

        assertThat(bad).isNotEqualTo(CONFIGURATION);
        assertThatThrownBy(() -> EnvoyApi.check(Yaml.parse(bad)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}

package io.plimsoll.examples.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestsTest {

    private static final Pattern NUMBER = Pattern.compile("\\s*(- )?[A-Za-z]+: \"?\\d+[a-zA-Z]*\"?");
    private static final Pattern COMMENT = Pattern.compile("\\s*#.*");
    private static final Pattern PORT = Pattern.compile(".*(containerPort|_PORT|\"8080\"|\"9090\").*");

    static Stream<Path> manifests() throws IOException {
        try (var files = Files.list(Yaml.file("kubernetes"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void hasTheShapeThatKubernetesWants(Path file) {
        KubernetesApi.check(Yaml.parse(Yaml.read(file)));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void givesTheReasonOfEachNumber(Path file) {
        List<String> lines = Yaml.read(file).lines().toList();

        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (NUMBER.matcher(line).matches() && !PORT.matcher(line).matches()) {
                assertThat(lines.get(beforeNumbers(lines, i)))
                        .as("before line %d: %s", i + 1, line)
                        .matches(COMMENT);
            }
        }
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
            deployment.yaml | failureThreshold: 61 | failureTreshold: 61 | The field `failureTreshold` in the JSON string is not defined in the `V1Probe`
            deployment.yaml | timeoutSeconds: 5    | timeoutSeconds: "5" | /spec/template/spec/containers/0/livenessProbe/timeoutSeconds is "5" where the API takes 5
            deployment.yaml | timeoutSeconds: 5    | timeoutSeconds: 1s  | NumberFormatException
            deployment.yaml | value: "8080"        | value: 8080         | /spec/template/spec/containers/0/env/0/value is 8080 where the API takes "8080"
            deployment.yaml | runAsNonRoot: true   | runAsNonRoot: "yes" | runAsNonRoot is "yes" where the API takes false
            deployment.yaml | name: checkout-service\\n          image | nam: checkout-service\\n          image | The field `nam` in the JSON string is not defined in the `V1Container`
            deployment.yaml | selector:            | selektor:           | The field `selektor` in the JSON string is not defined in the `V1DeploymentSpec`
            deployment.yaml | kind: Deployment     | kind: Deploiment    | no such kind: apps/v1 Deploiment
            deployment.yaml | sleep:               | nap:                | The field `nap` in the JSON string is not defined in the `V1LifecycleHandler`
            service.yaml    | port: 80             | #                   | The required field `port` is not found in the JSON string
            service.yaml    | port: 80             | port: "80"          | /spec/ports/0/port is "80" where the API takes 80
            pod-disruption-budget.yaml | maxUnavailable: 1 | maxUnavailabel: 1 | The field `maxUnavailabel` in the JSON string is not defined in the `V1PodDisruptionBudgetSpec`
            horizontal-pod-autoscaler.yaml | maxReplicas: 6 | # | The required field `maxReplicas` is not found in the JSON string
            horizontal-pod-autoscaler.yaml | averageUtilization: 70 | averageUtilization: 70% | NumberFormatException
            network-policy.yaml | podSelector: | podSelektor: | The field `podSelektor` in the JSON string is not defined in the `V1NetworkPolicySpec`
            """)
    void wouldBeRefusedWithAMistake(String file, String right, String wrong, String message) {
        String good = Yaml.read(Yaml.file("kubernetes/" + file));
        String bad = good.replace(right.replace("\\n", "\n"), wrong.replace("\\n", "\n"));

        assertThat(bad).isNotEqualTo(good);
        assertThatThrownBy(() -> KubernetesApi.check(Yaml.parse(bad)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void namesTheSamePodsAndPortsEverywhere() {
        JsonObject deployment = at(manifest("deployment.yaml"), "spec");
        JsonObject pod = at(deployment, "template", "spec");
        JsonObject container = pod.getAsJsonArray("containers").get(0).getAsJsonObject();
        JsonElement labels = at(deployment, "template", "metadata", "labels");
        JsonObject servicePort = at(manifest("service.yaml"), "spec")
                .getAsJsonArray("ports")
                .get(0)
                .getAsJsonObject();
        JsonObject target = at(manifest("horizontal-pod-autoscaler.yaml"), "spec", "scaleTargetRef");

        assertThat(at(deployment, "selector", "matchLabels")).isEqualTo(labels);
        assertThat(at(manifest("service.yaml"), "spec", "selector")).isEqualTo(labels);
        assertThat(at(manifest("pod-disruption-budget.yaml"), "spec", "selector", "matchLabels"))
                .isEqualTo(labels);
        assertThat(at(manifest("network-policy.yaml"), "spec", "podSelector", "matchLabels"))
                .isEqualTo(labels);
        assertThat(target.get("name"))
                .isEqualTo(at(manifest("deployment.yaml"), "metadata").get("name"));
        assertThat(texts(container.getAsJsonArray("ports"), "name")).containsExactly("http", "ops");
        assertThat(servicePort.get("targetPort").getAsString()).isEqualTo("http");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(at(container, probe, "httpGet").get("port").getAsString())
                    .as(probe)
                    .isEqualTo("ops");
        }
    }

    /** The line above this number, or above those that share its reason. */
    private static int beforeNumbers(List<String> lines, int number) {
        int before = number - 1;
        while (NUMBER.matcher(lines.get(before)).matches()) {
            before--;
        }
        return before;
    }

    private static JsonObject manifest(String file) {
        return Yaml.parse(Yaml.read(Yaml.file("kubernetes/" + file)));
    }

    private static JsonObject at(JsonObject from, String... path) {
        JsonObject found = from;
        for (String name : path) {
            found = found.getAsJsonObject(name);
        }
        return found;
    }

    private static List<String> texts(JsonArray array, String field) {
        return array.asList().stream()
                .map(element -> element.getAsJsonObject().get(field).getAsString())
                .toList();
    }
}

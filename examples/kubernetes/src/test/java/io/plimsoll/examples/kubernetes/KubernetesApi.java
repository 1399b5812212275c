package io.plimsoll.examples.kubernetes;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.Map;

/**
 * What the API server of Kubernetes would say to the shape of a manifest: unknown fields, missing ones, wrong types.
 *
 * <p>The classes of the official client know fields and requirements, but take a number for a text and the other way round.
 * So whatever they have read must come out again as it went in.
 */
final class KubernetesApi {

    private static final Map<String, Kind> KINDS = Map.of(
            "apps/v1 Deployment", new Kind(V1Deployment.class, V1Deployment::validateJsonElement),
            "v1 Service", new Kind(V1Service.class, V1Service::validateJsonElement),
            "policy/v1 PodDisruptionBudget",
                    new Kind(V1PodDisruptionBudget.class, V1PodDisruptionBudget::validateJsonElement),
            "autoscaling/v2 HorizontalPodAutoscaler",
                    new Kind(V2HorizontalPodAutoscaler.class, V2HorizontalPodAutoscaler::validateJsonElement),
            "networking.k8s.io/v1 NetworkPolicy",
                    new Kind(V1NetworkPolicy.class, V1NetworkPolicy::validateJsonElement));

    private KubernetesApi() {}

    /** @throws IllegalArgumentException if the API server would refuse it */
    static void check(JsonObject manifest) {
        String name = text(manifest, "apiVersion") + " " + text(manifest, "kind");
        Kind kind = KINDS.get(name);
        if (kind == null) {
            throw new IllegalArgumentException("no such kind: " + name);
        }
        try {
            kind.shape().check(manifest);
            Gson gson = JSON.getGson();
            requireKept("", manifest, gson.toJsonTree(gson.fromJson(manifest, kind.type())));
        } catch (IOException | JsonParseException unreadable) {
            throw new IllegalArgumentException(unreadable);
        }
    }

    private static void requireKept(String path, JsonElement given, JsonElement kept) {
        if (given.isJsonObject() && kept != null && kept.isJsonObject()) {
            given.getAsJsonObject()
                    .entrySet()
                    .forEach(field -> requireKept(
                            path + "/" + field.getKey(),
                            field.getValue(),
                            kept.getAsJsonObject().get(field.getKey())));
        } else if (given.isJsonArray()
                && kept != null
                && kept.isJsonArray()
                && given.getAsJsonArray().size() == kept.getAsJsonArray().size()) {
            for (int i = 0; i < given.getAsJsonArray().size(); i++) {
                requireKept(
                        path + "/" + i,
                        given.getAsJsonArray().get(i),
                        kept.getAsJsonArray().get(i));
            }
        } else if (!given.equals(kept)) {
            throw new IllegalArgumentException(path + " is " + given + " where the API takes " + kept);
        }
    }

    private static String text(JsonObject manifest, String field) {
        return manifest.has(field) ? manifest.get(field).getAsString() : "without " + field;
    }

    private record Kind(Class<?> type, Shape shape) {}

    @FunctionalInterface
    private interface Shape {
        void check(JsonElement manifest) throws IOException;
    }
}

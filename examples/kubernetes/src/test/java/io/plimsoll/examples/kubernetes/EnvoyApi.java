package io.plimsoll.examples.kubernetes;

import com.google.gson.JsonObject;
import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.health_check.event_sinks.file.v3.HealthCheckEventFileSink;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.pgv.validate.Validate;
import io.envoyproxy.pgv.validate.Validate.FieldRules;
import java.util.List;

/**
 * What Envoy would say to the shape of its configuration: unknown fields and types, and of its rules the most common ones:
 * what must be there, what must not be empty, what is at most so much.
 */
final class EnvoyApi {

    private static final TypeRegistry TYPES = TypeRegistry.newBuilder()
            .add(List.of(
                    HttpConnectionManager.getDescriptor(),
                    Router.getDescriptor(),
                    PreviousHostsPredicate.getDescriptor(),
                    HealthCheckEventFileSink.getDescriptor()))
            .build();

    private EnvoyApi() {}

    /** @throws IllegalArgumentException if Envoy would refuse it */
    static Bootstrap check(JsonObject configuration) {
        var bootstrap = Bootstrap.newBuilder();
        try {
            JsonFormat.parser().usingTypeRegistry(TYPES).merge(configuration.toString(), bootstrap);
            checkRules("", bootstrap.build());
        } catch (InvalidProtocolBufferException refused) {
            throw new IllegalArgumentException(refused.getMessage(), refused);
        }
        return bootstrap.build();
    }

    private static void checkRules(String path, Message message) throws InvalidProtocolBufferException {
        if (message instanceof Any any) {
            Descriptor type = TYPES.getDescriptorForTypeUrl(any.getTypeUrl());
            checkRules(path, DynamicMessage.parseFrom(type, any.getValue()));
            return;
        }
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            String name = path + "/" + field.getName();
            checkRule(name, message, field);
            if (field.isRepeated() && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                    checkRules(name + "/" + i, (Message) message.getRepeatedField(field, i));
                }
            } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && message.hasField(field)) {
                checkRules(name, (Message) message.getField(field));
            }
        }
    }

    private static void checkRule(String name, Message message, FieldDescriptor field) {
        FieldRules rules = field.getOptions().getExtension(Validate.rules);
        boolean optional = field.hasPresence();
        // A member of a oneof is required only where it was chosen.
        boolean required = field.getRealContainingOneof() == null
                && (rules.getMessage().getRequired() || rules.getDuration().getRequired());
        if (required && !message.hasField(field)) {
            throw new IllegalArgumentException(name + " is required");
        }
        if (rules.getString().getMinLen() > 0
                && !field.isRepeated()
                && !optional
                && message.getField(field).toString().isEmpty()) {
            throw new IllegalArgumentException(name + " must not be empty");
        }
        if (field.isRepeated()
                && message.getRepeatedFieldCount(field) < rules.getRepeated().getMinItems()) {
            throw new IllegalArgumentException(
                    name + " needs at least " + rules.getRepeated().getMinItems());
        }
        if (rules.getUint32().hasLte() && optional && message.hasField(field)) {
            long value = valueOf(message.getField(field));
            if (value > rules.getUint32().getLte()) {
                throw new IllegalArgumentException(name + " is " + value + ", but at most "
                        + rules.getUint32().getLte());
            }
        }
    }

    /** Of a wrapper message or a plain number. */
    private static long valueOf(Object value) {
        return value instanceof Message wrapper
                ? ((Number) wrapper.getField(wrapper.getDescriptorForType().findFieldByName("value"))).longValue()
                : ((Number) value).longValue();
    }
}

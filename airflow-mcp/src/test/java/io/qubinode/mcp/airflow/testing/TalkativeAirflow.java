package io.qubinode.mcp.airflow.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.qubinode.mcp.airflow.airflowapi.Airflow;
import io.qubinode.mcp.airflow.airflowapi.ComponentState;
import io.qubinode.mcp.security.core.ToolJson;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An Airflow that puts a password and a character that turns text round into every text it may hold. Only ids and states are plain:
 * Airflow itself lets nothing else be one.
 */
public final class TalkativeAirflow {

    public static final String ID = "backup";
    public static final String SECRET = "hunter2-secret";
    public static final String TURNED = "\u202e";

    private static final Set<String> IDS =
            Set.of("dagId", "runId", "taskId", "connectionId", "downstream", "producers", "consumers", "taskIds");
    private static final Map<String, String> PLAIN = Map.of(
            "runType",
            "manual",
            "operator",
            "Bash",
            "triggerRule",
            "all_success",
            "version",
            "3.3.2",
            "deed",
            "cancelled");
    private static final Set<String> STATES = Set.of("state", "status", "lastRunState");

    private final String state;
    private int values;

    private TalkativeAirflow(String state) {
        this.state = state;
    }

    /** One whose runs and tasks are all in a state. */
    public static Airflow in(String state) {
        var talkative = new TalkativeAirflow(state);
        return (Airflow) Proxy.newProxyInstance(
                Airflow.class.getClassLoader(), new Class<?>[] {Airflow.class}, talkative::answer);
    }

    private Object answer(Object airflow, Method method, Object... given) throws Throwable {
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(airflow, method, given);
        }
        for (int i = 0; given != null && i < given.length; i++) {
            if (given[i] instanceof Consumer<?>) {
                tell(given[i], ((ParameterizedType) method.getGenericParameterTypes()[i]).getActualTypeArguments()[0]);
                return method.getReturnType() == void.class ? null : Optional.empty();
            }
        }
        return method.getReturnType() == void.class ? null : of(method.getGenericReturnType(), method.getName());
    }

    @SuppressWarnings("unchecked")
    private void tell(Object consumer, Type type) {
        ((Consumer<Object>) consumer).accept(of(type, "event"));
    }

    private Object of(Type type, String name) {
        if (type instanceof ParameterizedType generic) {
            Type[] inner = generic.getActualTypeArguments();
            if (generic.getRawType() == Optional.class) {
                return name.equals("importErrors") ? Optional.empty() : Optional.of(of(inner[0], name));
            } else if (generic.getRawType() == List.class) {
                // A chain of exceptions could go on for ever; what a task returns is shown when none comes after it.
                return Set.of("members", "downstream").contains(name) ? List.of() : List.of(of(inner[0], name));
            } else if (generic.getRawType() == Map.class) {
                return Map.of("password", of(inner[1], name));
            }
            return record((Class<?>) generic.getRawType(), inner);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == String.class) {
            return text(name);
        } else if (plain == int.class || plain == Integer.class) {
            return 1;
        } else if (plain == double.class || plain == Double.class) {
            return 1.0;
        } else if (plain == boolean.class || plain == Boolean.class) {
            return !name.equals("paused");
        } else if (plain == Instant.class) {
            return Instant.parse("2026-11-24T05:00:00Z");
        } else if (plain == JsonNode.class) {
            return json(name);
        } else if (plain.isEnum()) {
            return plain.getEnumConstants()[0];
        }
        return record(plain);
    }

    private String text(String name) {
        if (IDS.contains(name)) {
            return ID;
        }
        return STATES.contains(name) ? state : PLAIN.getOrDefault(name, TURNED + "see password=" + SECRET + values++);
    }

    /** A param's default is a secret by the name of the param alone. */
    private JsonNode json(String name) {
        String secret = SECRET + values++;
        String text =
                switch (name) {
                    case "value" -> "\"%1$s\"";
                    case "schema" -> """
                    {"type":"object","title":"password=%1$s","examples":["%1$s"],
                     "properties":{"token":{"type":"string","default":"%1$s"}}}""";
                    case "params" -> """
                    {"password":{"schema":{"type":"string","default":"%1$s"},"value":"%1$s"},"api_token":"%1$s"}""";
                    default -> """
                    {"password":"%1$s","deep":[{"token":["%1$s"],"text":"password=%1$s"}],"free":"%2$s"}""";
                };
        try {
            return ToolJson.MAPPER.readTree(text.formatted(secret, TURNED));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object record(Class<?> type, Type... arguments) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Stream.of(components)
                .map(each -> of(
                        resolved(each.getGenericType(), arguments),
                        type == ComponentState.class ? "status" : each.getName()))
                .toArray();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName(), e);
        }
    }

    /** Of a page the type of its items is its own argument. */
    private static Type resolved(Type declared, Type... arguments) {
        return arguments.length == 1
                        && declared instanceof ParameterizedType generic
                        && generic.getActualTypeArguments()[0] instanceof java.lang.reflect.TypeVariable
                ? new ListOf(arguments[0])
                : declared;
    }

    private record ListOf(Type item) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return new Type[] {item};
        }

        @Override
        public Type getRawType() {
            return List.class;
        }

        @Override
        public Type getOwnerType() {
            return null;
        }
    }
}

package io.qubinode.mcp.assistant.process;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Told to end, the service stops first and the JVM ends afterwards. By default both begin at once, because the service stops in one of
 * the JVM's shutdown hooks, which all run at the same time. ONNX Runtime has a hook too: it releases what running embeddings work with.
 */
@Singleton
final class OrderlyEnd {

    private static final Logger LOG = Logger.getLogger(OrderlyEnd.class);
    // What a shell says of a process that a signal has ended.
    private static final int BY_SIGNAL = 128;

    void listen(@Observes StartupEvent event) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            List.of("INT", "TERM").forEach(OrderlyEnd::listen);
        }
    }

    /** By reflection: there is no other way to signals, and javac warns of each use of this class without a way to say that it is meant. */
    private static void listen(String name) {
        try {
            Class<?> signals = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            Object signal = signals.getConstructor(String.class).newInstance(name);
            int number = (int) signals.getMethod("getNumber").invoke(signal);
            InvocationHandler stop = (handler, method, given) -> {
                if (method.getName().equals("handle")) {
                    Quarkus.asyncExit(BY_SIGNAL + number);
                }
                return null;
            };
            Object handler = Proxy.newProxyInstance(OrderlyEnd.class.getClassLoader(), new Class<?>[] {handlers}, stop);
            signals.getMethod("handle", signals, handlers).invoke(null, signal, handler);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warnf(e, "Signal %s ends the service without the order", name);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A signal of the process, by {@code sun.misc.Signal} of the module jdk.unsupported. Any thread. By reflection, because the
 * compiler has a warning for each mention of that class that nothing turns off. Handlers are opaque: what
 * {@link #install} returned can be installed again.
 */
public final class JvmSignal {

    /** What the JDK wraps its own handlers in when it hands them out; any other is the program's. */
    private static final String JDKS_OWN = "sun.misc.Signal$SunMiscHandler";

    private final Object signal;
    private final Class<?> handlerType;
    private final Method install;
    private final Method call;

    private JvmSignal(String name) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Signal");
        signal = type.getConstructor(String.class).newInstance(name);
        handlerType = Class.forName("sun.misc.SignalHandler");
        install = type.getMethod("handle", type, handlerType);
        call = handlerType.getMethod("handle", type);
    }

    /**
     * Returns a signal.
     *
     * @param name without SIG, such as INT
     * @throws IllegalArgumentException if this machine has no such signal, or this JVM no signals
     */
    public static JvmSignal of(String name) {
        try {
            return new JvmSignal(name);
        } catch (ReflectiveOperationException refused) {
            throw new IllegalArgumentException("signal " + name + ": this JVM does not hand it out", refused);
        }
    }

    /** Makes a handler; {@code action} is called on a thread that the JVM starts for each signal. */
    public Object handler(Runnable action) {
        return Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType},
                (self, method, args) -> switch (method.getName()) {
                    case "handle" -> {
                        action.run();
                        yield null;
                    }
                    case "equals" -> self == args[0];
                    case "hashCode" -> System.identityHashCode(self);
                    default -> "asyncio4j";
                });
    }

    /**
     * Installs a handler.
     *
     * @return what was installed before
     * @throws IllegalArgumentException if the JVM keeps the signal to itself, as under java -Xrs
     */
    public Object install(Object handler) {
        return Objects.requireNonNull(invoke(install, null, signal, handler), "the JDK returned no handler");
    }

    /** Tells whether a handler that {@link #install} returned is the JDK's, not the program's. */
    public static boolean isJdksOwn(Object handler) {
        return handler.getClass().getName().equals(JDKS_OWN);
    }

    /** Does what {@code handler} does when the signal comes. */
    public void deliver(Object handler) {
        invoke(call, handler, signal);
    }

    private static @Nullable Object invoke(Method method, @Nullable Object on, Object... args) {
        try {
            return method.invoke(on, args);
        } catch (InvocationTargetException thrown) {
            throw Rethrow.<RuntimeException>asIs(Objects.requireNonNull(thrown.getCause()));
        } catch (IllegalAccessException impossible) {
            throw new IllegalArgumentException("signal: this JVM closes " + method, impossible);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.signals;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code sun.misc.Signal} of the module jdk.unsupported, the JVM's only door to signals. Any thread. By reflection, because
 * the compiler warns of each mention of that class and nothing turns that off. Handlers are opaque objects: what
 * {@link #install} returned may be installed again.
 */
final class JvmSignals {

    /** Made at first use; fails where the module is missing. */
    private static final class Door {
        static final Class<?> SIGNAL = load("sun.misc.Signal");
        static final Class<?> HANDLER = load("sun.misc.SignalHandler");
        static final Method INSTALL = method(SIGNAL, "handle", SIGNAL, HANDLER);
        static final Method RAISE = method(SIGNAL, "raise", SIGNAL);
        static final Method NUMBER = method(SIGNAL, "getNumber");
        static final Method HANDLE = method(HANDLER, "handle", SIGNAL);

        static final Object DEFAULT = constant("SIG_DFL");
        static final Object IGNORE = constant("SIG_IGN");

        private Door() {}

        private static Object constant(String name) {
            try {
                return Objects.requireNonNull(HANDLER.getField(name).get(null));
            } catch (ReflectiveOperationException changed) {
                throw new UnsupportedOperationException("signals: this Java has no " + name, changed);
            }
        }

        private static Class<?> load(String name) {
            try {
                return Class.forName(name);
            } catch (ClassNotFoundException absent) {
                throw new UnsupportedOperationException(
                        "signals: this Java run-time has no module jdk.unsupported; add it to the image", absent);
            }
        }

        private static Method method(Class<?> type, String name, Class<?>... parameters) {
            try {
                return type.getMethod(name, parameters);
            } catch (NoSuchMethodException changed) {
                throw new UnsupportedOperationException("signals: " + type + " of this Java has no " + name, changed);
            }
        }
    }

    private JvmSignals() {}

    private static Object signal(String name) {
        try {
            return Door.SIGNAL.getConstructor(String.class).newInstance(name);
        } catch (InvocationTargetException unknown) {
            throw new IllegalArgumentException("unknown signal " + name, unknown.getCause());
        } catch (ReflectiveOperationException changed) {
            throw new UnsupportedOperationException("signals: this Java does not make " + name, changed);
        }
    }

    /** The number of a signal on this machine, or 0 if it has none of this name. */
    static int number(String name) {
        try {
            return (int) Objects.requireNonNull(call(Door.NUMBER, signal(name)));
        } catch (IllegalArgumentException unknown) {
            return 0;
        }
    }

    /** Makes a handler, which is called on a thread that the JVM starts for each signal. */
    static Object handler(Runnable action) {
        return Proxy.newProxyInstance(
                JvmSignals.class.getClassLoader(), new Class<?>[] {Door.HANDLER}, (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "handle" :
                            action.run();
                            return null;
                        case "equals" :
                            return self == arguments[0];
                        case "hashCode" :
                            return System.identityHashCode(self);
                        default :
                            return action.toString();
                    }
                });
    }

    /**
     * Installs a handler.
     *
     * @return what was installed before
     * @throws IllegalArgumentException if the JVM or the system keeps the signal
     */
    static Object install(String name, Object handler) {
        return Objects.requireNonNull(call(Door.INSTALL, null, signal(name), handler));
    }

    /** Whether a handler is code that can be called, and not the system's own way with a signal. */
    static boolean isCode(Object handler) {
        return handler != Door.DEFAULT && handler != Door.IGNORE;
    }

    /** Does what a handler does. Not for those of the system itself, which are no code of Java. */
    static void deliver(String name, Object handler) {
        Object unused = call(Door.HANDLE, handler, signal(name));
    }

    /** Has this process get the signal. */
    static void raise(String name) {
        Object unused = call(Door.RAISE, null, signal(name));
    }

    private static @Nullable Object call(Method method, @Nullable Object on, Object... arguments) {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("signals: " + method + " failed", thrown.getCause());
        } catch (IllegalAccessException closed) {
            throw new UnsupportedOperationException("signals: this Java closes " + method, closed);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A loop that implements none of the optional methods names the one that was called, whatever overload it was. */
class UnsupportedOperationsTest {

    private static final Map<Class<?>, Object> ARGUMENTS = Map.of(
            int.class, 1,
            String.class, "SIGINT",
            String[].class, new String[0],
            byte[].class, new byte[0],
            Path.class, Path.of("socket"));

    @TestFactory
    Stream<DynamicTest> everyOptionalMethodNamesItself() {
        return Stream.of(NetworkOperations.class, SocketOperations.class, ProcessOperations.class)
                .flatMap(chapter -> Arrays.stream(chapter.getMethods()))
                .map(method -> DynamicTest.dynamicTest(method.toGenericString(), () -> refuses(method)));
    }

    private static void refuses(Method method) {
        assertTrue(method.isDefault(), "optional methods have a body");
        Object[] arguments = Arrays.stream(method.getParameterTypes()).map(ARGUMENTS::get).toArray();

        Throwable thrown = assertThrows(InvocationTargetException.class, () -> method.invoke(bareLoop(), arguments))
                .getCause();

        assertInstanceOf(UnsupportedOperationException.class, thrown);
        String text = thrown.getMessage();
        assertEquals(method.getName(), text.substring(0, text.indexOf(':')));
        assertTrue(text.contains("a bare loop does not support it;"), text);
    }

    private static AbstractEventLoop bareLoop() {
        return (AbstractEventLoop) Proxy.newProxyInstance(
                AbstractEventLoop.class.getClassLoader(),
                new Class<?>[] {AbstractEventLoop.class},
                (proxy, method, arguments) -> method.isDefault()
                        ? InvocationHandler.invokeDefault(proxy, method, arguments)
                        : "a bare loop");
    }
}

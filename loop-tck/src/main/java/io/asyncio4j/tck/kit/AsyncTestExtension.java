// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.kit;

import io.asyncio4j.events.AbstractEventLoop;
import java.lang.reflect.Method;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.jspecify.annotations.Nullable;

/**
 * What {@link AsyncTest} and {@link OnLoop} do: a loop for each test, on which the test, its set-up and its tear-down
 * run as coroutines one after the other; and a look at what is left when all have ended. JUnit makes it.
 */
public final class AsyncTestExtension
        implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(AsyncTestExtension.class);

    /** For JUnit. */
    public AsyncTestExtension() {}

    /** The method's own options, else those of its class or the classes around it, else the defaults. */
    private static OnLoop options(ExtensionContext context) {
        Optional<OnLoop> found = AnnotationSupport.findAnnotation(context.getElement(), OnLoop.class);
        for (Class<?> type = context.getRequiredTestClass(); found.isEmpty() && type != null;
                type = type.getEnclosingClass()) {
            found = AnnotationSupport.findAnnotation(type, OnLoop.class);
        }
        return found.orElseGet(AsyncTestExtension::defaults);
    }

    @OnLoop
    private static final class Defaults {}

    private static OnLoop defaults() {
        return AnnotationSupport.findAnnotation(Defaults.class, OnLoop.class).orElseThrow();
    }

    private static @Nullable TestRun runOf(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(TestRun.class, TestRun.class);
    }

    private static TestRun requiredRun(ExtensionContext context) {
        TestRun run = runOf(context);
        if (run == null) {
            throw new IllegalStateException("AsyncTestExtension: there is no loop, since beforeEach was not called;"
                    + " use it with @AsyncTest or @OnLoop");
        }
        return run;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (runOf(context) == null) {
            // The store closes it, should the test not get as far as afterEach.
            context.getStore(NAMESPACE).put(TestRun.class, new TestRun(context.getDisplayName(), options(context)));
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        requiredRun(context).end(context.getExecutionException().isPresent());
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        requiredRun(context).call(method.getExecutable().getName(), invocation::proceed);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        interceptTestMethod(invocation, method, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        interceptTestMethod(invocation, method, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        interceptTestMethod(invocation, method, context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return runOf(context) != null
                && (type == AbstractEventLoop.class || type == VirtualClock.class || type == LoopReports.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestRun run = requiredRun(context);
        Class<?> type = parameter.getParameter().getType();
        if (type == AbstractEventLoop.class) {
            return run.loop();
        }
        if (type == LoopReports.class) {
            return run.reports();
        }
        VirtualClock clock = run.clock();
        if (clock == null) {
            throw new ParameterResolutionException("VirtualClock: this test runs in real time; leave realTime and"
                    + " provider out of @OnLoop, or take the loop's time()");
        }
        return clock;
    }
}

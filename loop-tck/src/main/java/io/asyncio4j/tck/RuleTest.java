// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck;

import io.asyncio4j.tck.harness.RuleContext;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/**
 * The test of a rule: a method with {@link Rule}.
 *
 * @param text the rule
 * @param needs what the loop must be able to do
 * @param note how it was mapped to Java; may be empty
 * @param method the test itself
 */
public record RuleTest(RuleText text, List<Capability> needs, String note, Method method) {

    static RuleTest of(Method method, RuleText text) {
        Rule rule = method.getAnnotation(Rule.class);
        return new RuleTest(text, List.of(rule.needs()), rule.note(), method);
    }

    /**
     * Tells whether the test needs no time but that of the loop's timers.
     *
     * @return whether it can run on a virtual clock
     */
    public boolean virtualTime() {
        return method.isAnnotationPresent(VirtualTime.class)
                || method.getDeclaringClass().isAnnotationPresent(VirtualTime.class);
    }

    /**
     * Runs the test in a new instance of its class.
     *
     * @param tck what it works with
     * @throws Throwable what the test throws
     */
    public void run(RuleContext tck) throws Throwable {
        Constructor<?> constructor = method.getDeclaringClass().getDeclaredConstructor();
        constructor.setAccessible(true);
        method.setAccessible(true);
        Object rules = constructor.newInstance();
        try {
            method.invoke(rules, tck);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /**
     * Returns where the test stands.
     *
     * @return class and method
     */
    public String place() {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}

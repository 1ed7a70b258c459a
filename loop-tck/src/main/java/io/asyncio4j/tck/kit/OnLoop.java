// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.kit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How a test runs as a coroutine. Beside {@link AsyncTest}, or beside {@code @ParameterizedTest}, {@code @RepeatedTest}
 * and the like, which it makes coroutines as well; at a class it goes for all tests of the class that have none.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(AsyncTestExtension.class)
public @interface OnLoop {

    /**
     * Whether time passes by itself, as it does in production, instead of jumping to the next timer.
     *
     * @return false unless given
     */
    boolean realTime() default false;

    /**
     * Which loop. The kit's own has no I/O; one with I/O comes from the {@code EventLoopProvider} of this name, and is
     * always in real time, since no clock could know what is still under way in the network.
     *
     * @return a provider's name, such as {@code netty}; {@code *} for the best one; empty for the kit's own loop
     */
    String provider() default "";

    /**
     * Whether the loop is in debug mode. Then tasks and timers that are left behind say where they were made.
     *
     * @return false unless given
     */
    boolean debug() default false;

    /**
     * How often the loop's exception handler will be called; the test fails if it is another number.
     *
     * @return 0 unless given
     */
    int reports() default 0;

    /**
     * Whether tasks and timers may be left behind. They are cancelled in any case.
     *
     * @return false unless given
     */
    boolean leaks() default false;

    /**
     * The limit, in real seconds, of the test and of each of its set-up and tear-down methods. A test that takes longer
     * fails, with a list of its tasks and where they wait.
     *
     * @return 10 unless given
     */
    double limitSeconds() default 10;
}

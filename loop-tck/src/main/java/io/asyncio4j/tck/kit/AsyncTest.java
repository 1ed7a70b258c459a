// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.kit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is a coroutine: it may suspend, on a loop of its own, whose time costs nothing.
 *
 * <pre>{@code
 * @AsyncTest
 * void givesUpAfterAnHour() {
 *     assertThrows(TimeoutException.class, () -> Asyncio.timeout(3600, () -> service.answer()));
 * }
 * }</pre>
 *
 * <p>
 * Its set-up and tear-down methods ({@code @BeforeEach}, {@code @AfterEach}) are coroutines on the same loop. Parameters
 * of the types {@code AbstractEventLoop}, {@link VirtualClock} and {@link LoopReports} are filled in. The test fails if
 * it leaves tasks or timers behind, and if the loop's exception handler is told anything. {@link OnLoop}, beside it or
 * at the class, has the options.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Test
@ExtendWith(AsyncTestExtension.class)
public @interface AsyncTest {}

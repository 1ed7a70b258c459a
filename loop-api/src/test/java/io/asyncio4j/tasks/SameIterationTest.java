// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.Asyncio;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What combines futures resumes its waiter in the very iteration in which CPython 3.13 does; the numbers are those that the
 * same program prints there. Order among callbacks follows from them.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SameIterationTest {

    /** In this iteration the future ends, or its waiter is cancelled. */
    private static final int EVENT = 3;

    private interface Waits {
        Object on(Future<Integer> future) throws Exception;
    }

    private static final Map<String, Waits> FORMS = new LinkedHashMap<>();

    static {
        FORMS.put("await", Future::await);
        FORMS.put("gather", future -> Asyncio.gather(future).await());
        FORMS.put("gather(coroutine)", future -> Asyncio.gather(() -> future.await()).await());
        FORMS.put("gather(exceptions)", future -> Asyncio.gatherReturningExceptions(future).await());
        FORMS.put("gather(three)", future -> Asyncio.gather(
                future, Asyncio.shield(future), Asyncio.createTask(() -> future.await()))
                .await());
        FORMS.put("wait", future -> Asyncio.wait(List.of(future)));
        FORMS.put("waitFor", future -> Asyncio.waitFor(future, 100));
        FORMS.put("waitFor(coroutine)", future -> Asyncio.waitFor(() -> future.await(), 100));
        FORMS.put("waitFor(task)", future -> Asyncio.waitFor(Asyncio.createTask(() -> future.await()), 100));
        FORMS.put("shield", future -> Asyncio.shield(future).await());
        FORMS.put("asCompleted", future -> Asyncio.asCompleted(List.of(future)).next().result());
        FORMS.put("asCompleted(plain)",
                future -> Asyncio.asCompleted(List.of(future)).awaitables().iterator().next().run());
    }

    @Test
    void aResult() {
        check((future, waiter) -> future.setResult(1), """
                await result 3
                gather result 4
                gather(coroutine) result 5
                gather(exceptions) result 4
                gather(three) result 5
                wait result 4
                waitFor result 3
                waitFor(coroutine) result 3
                waitFor(task) result 4
                shield result 4
                asCompleted result 4
                asCompleted(plain) result 4
                """);
    }

    @Test
    void aFailure() {
        check((future, waiter) -> future.setException(new IllegalArgumentException("fails")), """
                await IllegalArgumentException 3
                gather IllegalArgumentException 4
                gather(coroutine) IllegalArgumentException 5
                gather(exceptions) result 4
                gather(three) IllegalArgumentException 4
                wait result 4
                waitFor IllegalArgumentException 3
                waitFor(coroutine) IllegalArgumentException 3
                waitFor(task) IllegalArgumentException 4
                shield IllegalArgumentException 4
                asCompleted IllegalArgumentException 4
                asCompleted(plain) IllegalArgumentException 4
                """);
    }

    @Test
    void aCancelledFuture() {
        check((future, waiter) -> future.cancel(), """
                await CancelledError 3
                gather CancelledError 4
                gather(coroutine) CancelledError 5
                gather(exceptions) result 4
                gather(three) CancelledError 4
                wait result 4
                waitFor CancelledError 3
                waitFor(coroutine) CancelledError 3
                waitFor(task) CancelledError 4
                shield CancelledError 4
                asCompleted CancelledError 4
                asCompleted(plain) CancelledError 4
                """);
    }

    @Test
    void aCancelledWaiter() {
        check((future, waiter) -> waiter.cancel(), """
                await CancelledError 3
                gather CancelledError 4
                gather(coroutine) CancelledError 5
                gather(exceptions) CancelledError 4
                gather(three) CancelledError 4
                wait CancelledError 3
                waitFor CancelledError 3
                waitFor(coroutine) CancelledError 3
                waitFor(task) CancelledError 4
                shield CancelledError 3
                asCompleted CancelledError 3
                asCompleted(plain) CancelledError 3
                """);
    }

    private static void check(BiConsumer<Future<Integer>, Task<?>> event, String expected) {
        StringBuilder seen = new StringBuilder();
        FORMS.forEach((name, form) -> run(() -> seen.append(name).append(' ').append(observe(form, event))
                .append('\n')));
        assertEquals(expected, seen.toString());
    }

    private static String observe(Waits form, BiConsumer<Future<Integer>, Task<?>> event) {
        Future<Integer> future = Asyncio.getRunningLoop().createFuture();
        int[] iteration = {0};
        String[] end = {"open"};
        Task<?> waiter = Asyncio.createTask(() -> {
            String how = "result";
            try {
                form.on(future);
            } catch (Exception | CancelledError failure) {
                how = failure.getClass().getSimpleName();
            }
            end[0] = how + " " + iteration[0];
        });
        while (iteration[0] < 12) {
            if (iteration[0] == EVENT) {
                event.accept(future, waiter);
            }
            Asyncio.sleep(0);
            iteration[0]++;
        }
        if (!future.cancel() && !future.cancelled()) {
            // Not every form looks at a failure; unasked, it would be reported.
            future.exception();
        }
        Asyncio.sleep(0);
        return end[0];
    }
}

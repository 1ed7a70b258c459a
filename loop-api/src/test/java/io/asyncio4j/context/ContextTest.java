// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class ContextTest {

    private static final ContextVar<String> USER = ContextVar.of("user");
    private static final ContextVar<Integer> DEPTH = ContextVar.withDefault("depth", 0);

    @Test
    void aCopyAndItsOriginalDoNotSeeEachOthersChanges() {
        Context original = new Context();
        original.run(() -> USER.set("ann"));
        Context copy = original.copy();
        copy.run(() -> {
            assertEquals("ann", USER.get());
            USER.set("bob");
        });
        original.run(() -> DEPTH.set(3));
        assertEquals("ann", original.get(USER));
        assertEquals("bob", copy.get(USER));
        assertFalse(copy.contains(DEPTH));
        assertTrue(original.contains(DEPTH));
    }

    @Test
    void runLeavesTheOuterContextAsItWasAlsoAfterAnError() {
        Context outer = Context.current();
        Context inner = new Context();
        assertThrows(ArithmeticException.class, () -> inner.run(() -> {
            assertSame(inner, Context.current());
            throw new ArithmeticException("x");
        }));
        assertSame(outer, Context.current());
        inner.run(() -> {});
    }

    @Test
    void aContextCannotBeEnteredTwice() {
        Context context = new Context();
        context.run(() -> {
            IllegalStateException error =
                    assertThrows(IllegalStateException.class, () -> context.run(() -> {}));
            assertTrue(error.getMessage().contains("already entered"), error.getMessage());
        });
    }

    @Test
    void aVariableWithoutValueAnswersItsDefaultOrSaysThatItHasNone() {
        new Context().run(() -> {
            assertEquals(0, DEPTH.get());
            assertEquals(7, DEPTH.get(7));
            assertEquals("nobody", USER.get("nobody"));
            NoSuchElementException error = assertThrows(NoSuchElementException.class, USER::get);
            assertTrue(error.getMessage().contains("user"), error.getMessage());
        });
    }

    @Test
    void aTokenBringsTheOldValueBackOnceAndOnlyInItsContext() {
        Context context = new Context();
        context.run(() -> {
            Token<String> first = USER.set("ann");
            Token<String> second = USER.set("bob");
            assertEquals("ann", second.oldValue());
            assertThrows(IllegalArgumentException.class, () -> new Context().run(() -> USER.reset(second)));
            USER.reset(second);
            assertEquals("ann", USER.get());
            assertThrows(IllegalStateException.class, () -> USER.reset(second));
            USER.reset(first);
            assertFalse(context.contains(USER));
        });
    }
}

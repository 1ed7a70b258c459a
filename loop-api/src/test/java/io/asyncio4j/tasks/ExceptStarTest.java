// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The same outcomes as {@code except*} in Python. */
class ExceptStarTest {

    private final IOException lost = new IOException("lost");
    private final FileNotFoundException missing = new FileNotFoundException("missing");
    private final TimeoutException late = new TimeoutException("late");
    private final ExceptionGroup inner = new ExceptionGroup("inner", List.of(missing, late));
    private final ExceptionGroup outer = new ExceptionGroup("outer", List.of(lost, inner));
    private final List<String> log = new ArrayList<>();

    private void note(ExceptionGroup errors) {
        log.add(errors.leaves().stream().map(Throwable::getMessage).toList().toString());
    }

    @Test
    void eachErrorGoesToTheFirstHandlerThatWantsIt() throws Exception {
        ExceptStar.of(outer)
                .on(FileNotFoundException.class, this::note)
                .on(IOException.class, this::note)
                .on(ArithmeticException.class, this::note)
                .on(error -> error.getMessage().startsWith("l"), this::note)
                .on(Throwable.class, this::note)
                .throwRest();
        assertEquals(List.of("[missing]", "[lost]", "[late]"), log);
    }

    @Test
    void whatNobodyWantsGoesOnInItsShape() {
        ExceptionGroup rest = assertThrows(ExceptionGroup.class,
                () -> ExceptStar.of(outer).on(IOException.class, this::note).throwRest());
        assertEquals("outer", rest.message());
        assertEquals("inner", ((ExceptionGroup) rest.exceptions().get(0)).message());
        assertEquals(List.of(late), rest.leaves());
        assertSame(outer, assertThrows(ExceptionGroup.class,
                () -> ExceptStar.of(outer).on(ArithmeticException.class, this::note).throwRest()));
    }

    @Test
    void oneByOneIsPossible() throws Exception {
        ExceptStar.of(outer)
                .onEach(IOException.class, error -> log.add(error.getMessage()))
                .onEach(TimeoutException.class, error -> log.add("slow " + error.getMessage()))
                .throwRest();
        assertEquals(List.of("lost", "missing", "slow late"), log);
    }

    @Test
    void whatAHandlerThrowsComesInTheEndWithTheRest() {
        IllegalStateException broken = new IllegalStateException("handler is broken");
        ExceptionGroup all = assertThrows(ExceptionGroup.class, () -> ExceptStar.of(outer)
                .on(FileNotFoundException.class, errors -> {
                    throw broken;
                })
                .on(IOException.class, this::note)
                .throwRest());
        assertEquals("errors while handling: outer", all.message());
        assertEquals(List.of("[lost]"), log);
        assertSame(broken, all.exceptions().get(0));
        assertEquals(List.of(broken, late), all.leaves());
    }

    @Test
    void aHandlerThatThrowsWhatItGotGivesItBack() {
        ExceptionGroup rest = assertThrows(ExceptionGroup.class, () -> ExceptStar.of(outer)
                .on(FileNotFoundException.class, errors -> {
                    throw errors;
                })
                .on(IOException.class, this::note)
                .throwRest());
        assertEquals(List.of("[lost]"), log);
        assertEquals(List.of(missing, late), rest.leaves());
        assertEquals("outer", rest.message());
        assertSame(outer, assertThrows(ExceptionGroup.class, () -> ExceptStar.of(outer)
                .onEach(Exception.class, error -> {
                    throw error;
                })
                .throwRest()));
    }

    @Test
    void anExceptionThatIsNoGroupIsHandledLikeAGroupOfOne() throws Exception {
        ExceptStar.of(lost).on(IOException.class, this::note).throwRest();
        assertEquals(List.of("[lost]"), log);
        assertSame(lost, assertThrows(IOException.class,
                () -> ExceptStar.of(lost).on(TimeoutException.class, this::note).throwRest()));
    }

    @Test
    void aCancellationOfTheHandlerWaitsForNothing() {
        assertThrows(CancelledError.class, () -> ExceptStar.of(outer).on(IOException.class, errors -> {
            throw new CancelledError();
        }));
    }

    @Test
    void badInputIsRefused() {
        assertThrows(NullPointerException.class, () -> ExceptStar.of(null));
        assertThrows(IllegalArgumentException.class,
                () -> ExceptStar.of(outer).on(ExceptionGroup.class, this::note));
    }
}

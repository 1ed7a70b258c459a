// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tasks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ExceptionGroupTest {

    private final IOException lost = new IOException("lost");
    private final FileNotFoundException missing = new FileNotFoundException("missing");
    private final TimeoutException late = new TimeoutException("late");
    private final AssertionError wrong = new AssertionError("wrong");
    private final ExceptionGroup inner = new ExceptionGroup("inner", List.of(missing, late));
    private final ExceptionGroup outer = new ExceptionGroup("outer", List.of(lost, inner, wrong));

    /** The shape, such as {@code outer(lost inner(missing))}. */
    private static String shape(Throwable error) {
        if (!(error instanceof ExceptionGroup group)) {
            return String.valueOf(error == null ? null : error.getMessage());
        }
        return group.message()
                + group.exceptions().stream().map(ExceptionGroupTest::shape).toList().toString().replace(",", "");
    }

    private static String printed(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Nested
    class Making {
        @Test
        void tellsWhatItHolds() {
            assertEquals("outer", outer.message());
            assertEquals("outer (3 sub-exceptions)", outer.getMessage());
            assertEquals("one (1 sub-exception)", new ExceptionGroup("one", List.of(lost)).getMessage());
            assertEquals(List.of(lost, inner, wrong), outer.exceptions());
            assertNull(outer.getCause());
        }

        @Test
        void leavesAreTheErrorsThatAreNoGroups() {
            assertEquals(List.of(lost, missing, late, wrong), outer.leaves());
            assertEquals(List.of(lost, missing), outer.leaves(IOException.class));
            assertEquals(List.of(), outer.leaves(ArithmeticException.class));
        }

        @Test
        void needsErrorsAndAMessage() {
            assertThrows(IllegalArgumentException.class, () -> new ExceptionGroup("none", List.of()));
            assertThrows(NullPointerException.class, () -> new ExceptionGroup("null", Arrays.asList(lost, null)));
            assertThrows(NullPointerException.class, () -> new ExceptionGroup(null, List.of(lost)));
        }

        @Test
        void doesNotHideWhatMustPassCatchException() {
            for (Throwable error : List.of(new CancelledError(), new SystemExit(1), new GeneratorExit("closed"))) {
                IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                        () -> new ExceptionGroup("hiding", List.of(lost, error)));
                assertTrue(refused.getMessage().contains("throw it by itself"), refused.getMessage());
            }
        }
    }

    @Nested
    class Parts {
        @Test
        void areChosenByKindAndKeepTheShape() {
            assertEquals("outer[lost inner[missing]]", shape(outer.subgroup(IOException.class)));
            assertEquals("outer[inner[missing late] wrong]",
                    shape(outer.subgroup(FileNotFoundException.class, TimeoutException.class, AssertionError.class)));
            assertNull(outer.subgroup(ArithmeticException.class));
        }

        @Test
        void areChosenByConditionAndKeepTheShape() {
            ExceptionGroup.Split parts = outer.split(error -> "late".equals(error.getMessage()));
            assertEquals("outer[inner[late]]", shape(parts.match()));
            assertEquals("outer[lost inner[missing] wrong]", shape(parts.rest()));
        }

        @Test
        void ofEverythingOrNothingAreTheGroupItself() {
            ExceptionGroup.Split all = outer.split(Throwable.class);
            assertSame(outer, all.match());
            assertNull(all.rest());
            ExceptionGroup.Split nothing = outer.split(ArithmeticException.class);
            assertNull(nothing.match());
            assertSame(outer, nothing.rest());
            assertSame(outer, outer.subgroup(error -> !(error instanceof ExceptionGroup)));
        }

        @Test
        void keepAGroupThatMatchesAsAWhole() {
            ExceptionGroup.Split parts =
                    outer.split(error -> error instanceof ExceptionGroup group && group.message().equals("inner"));
            assertEquals("outer[inner[missing late]]", shape(parts.match()));
            assertEquals("outer[lost wrong]", shape(parts.rest()));
        }

        @Test
        void shareCauseTraceAndWhatWasAddedToTheGroup() {
            IOException cause = new IOException("cause");
            TimeoutException beside = new TimeoutException("beside");
            outer.initCause(cause);
            outer.addSuppressed(beside);
            ExceptionGroup part = outer.subgroup(AssertionError.class);
            assertSame(cause, part.getCause());
            assertArrayEquals(outer.getStackTrace(), part.getStackTrace());
            assertArrayEquals(new Throwable[] {wrong, beside}, part.getSuppressed());
        }

        @Test
        void ofASubclassAreOfItsKind() {
            class Refused extends ExceptionGroup {
                final int status;

                Refused(int status, List<? extends Throwable> errors) {
                    super("refused", errors);
                    this.status = status;
                }

                @Override
                protected ExceptionGroup derive(List<? extends Throwable> part) {
                    return new Refused(status, part);
                }
            }
            ExceptionGroup part = new Refused(403, List.of(lost, late)).subgroup(IOException.class);
            assertEquals(403, ((Refused) part).status);
        }
    }

    @Nested
    class Printing {
        @Test
        void showsEachErrorOnceAndTheGroupsAsIndentation() {
            List<String> heads =
                    printed(outer).lines().filter(line -> !line.matches("\\s*(at |\\.\\.\\.).*")).toList();
            assertEquals(List.of(
                    "io.asyncio4j.tasks.ExceptionGroup: outer (3 sub-exceptions)",
                    "\tSuppressed: java.io.IOException: lost",
                    "\tSuppressed: io.asyncio4j.tasks.ExceptionGroup: inner (2 sub-exceptions)",
                    "\t\tSuppressed: java.io.FileNotFoundException: missing",
                    "\t\tSuppressed: java.util.concurrent.TimeoutException: late",
                    "\tSuppressed: java.lang.AssertionError: wrong"), heads);
        }

        @Test
        void showsACauseThatSeveralShareOnce() {
            IOException network = new IOException("network is down");
            ExceptionGroup group = new ExceptionGroup("two",
                    List.of(new IllegalStateException("a", network), new IllegalStateException("b", network)));
            String text = printed(group);
            assertEquals(1,
                    text.lines().filter(line -> line.equals("\tCaused by: java.io.IOException: network is down"))
                            .count(),
                    text);
            assertTrue(text.contains("CIRCULAR REFERENCE: java.io.IOException: network is down"), text);
        }
    }
}

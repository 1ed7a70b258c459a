// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.streams;

import static io.asyncio4j.testing.Programs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.Asyncio;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.testing.FakeTransport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random reads of a stream that comes in random pieces, against the plainest model of asyncio's reader: one string. What a
 * read gives, what it leaves, and when the transport is paused must be the same after each step.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamReaderModelTest {

    private static final int ROUNDS = 600;

    private static final String[] SEPARATORS = {"\n", "\r\n", "b", "ab", "aab", "bab\n", "a\nb"};

    /** A kind of read: what the reader does, and what the model says; null: it needs more. */
    private interface Read {
        byte[] from(StreamReader reader) throws Exception;
    }

    private interface Expected {
        @Nullable String in(Model model);
    }

    private record Step(String name, Read read, Expected expected) {}

    private static final class Model {
        final int limit;
        String buffer = "";
        boolean eof;
        boolean paused;

        Model(int limit) {
            this.limit = limit;
        }

        void feed(String piece) {
            buffer += piece;
            paused |= buffer.length() > 2 * limit;
        }

        String take(int count) {
            String taken = buffer.substring(0, count);
            buffer = buffer.substring(count);
            paused &= buffer.length() > limit;
            return taken;
        }

        @Nullable String read(int count) {
            if (count < 0) {
                return eof ? take(buffer.length()) : null;
            }
            return count > 0 && buffer.isEmpty() && !eof ? null : take(Math.min(count, buffer.length()));
        }

        @Nullable String readExactly(int count) {
            if (buffer.length() >= count) {
                return take(count);
            }
            return eof ? "incomplete " + take(buffer.length()) + " of " + count : null;
        }

        @Nullable String readUntil(String... separators) {
            String[] byLength = separators.clone();
            Arrays.sort(byLength, Comparator.comparingInt(String::length));
            int start = -1;
            int end = Integer.MAX_VALUE;
            for (String separator : byLength) {
                int at = buffer.indexOf(separator);
                if (at >= 0 && at + separator.length() < end) {
                    start = at;
                    end = at + separator.length();
                }
            }
            if (start > limit) {
                return "found after " + start;
            }
            if (start >= 0) {
                return take(end);
            }
            int without = buffer.length() + 1 - byLength[byLength.length - 1].length();
            if (without > limit) {
                return "not found in " + without;
            }
            return eof ? "incomplete " + take(buffer.length()) + " of null" : null;
        }

        @Nullable String readLine() {
            String outcome = readUntil("\n");
            if (outcome == null || outcome.endsWith("\n")) {
                return outcome;
            }
            if (outcome.startsWith("found")) {
                take(buffer.indexOf('\n') + 1);
                return "too long";
            }
            if (outcome.startsWith("not")) {
                take(buffer.length());
                return "too long";
            }
            return outcome.substring("incomplete ".length(), outcome.length() - " of null".length());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String outcome(StreamReader reader, Read read) throws Exception {
        try {
            return new String(read.from(reader), StandardCharsets.ISO_8859_1);
        } catch (IncompleteReadException incomplete) {
            return "incomplete " + new String(incomplete.partial(), StandardCharsets.ISO_8859_1) + " of "
                    + incomplete.expected();
        } catch (LimitOverrunException overrun) {
            return (overrun.getMessage().startsWith("Separator is found") ? "found after " : "not found in ")
                    + overrun.consumed();
        } catch (IllegalArgumentException tooLong) {
            return "too long";
        }
    }

    private static Step step(Random random, int longest) {
        int count = random.nextInt(longest);
        switch (random.nextInt(6)) {
            case 0 -> {
                return new Step("read " + count, reader -> reader.read(count), model -> model.read(count));
            }
            case 1 -> {
                return new Step("readExactly " + count, reader -> reader.readExactly(count),
                        model -> model.readExactly(count));
            }
            case 2, 3 -> {
                return new Step("readLine", StreamReader::readLine, Model::readLine);
            }
            default -> {
                String[] some = new String[random.nextInt(3) + 1];
                Arrays.setAll(some, i -> SEPARATORS[random.nextInt(SEPARATORS.length)]);
                byte[][] separators = Arrays.stream(some).map(StreamReaderModelTest::bytes).toArray(byte[][]::new);
                return new Step("readUntil " + Arrays.toString(some),
                        reader -> some.length == 1 ? reader.readUntil(separators[0]) : reader.readUntil(separators),
                        model -> model.readUntil(some));
            }
        }
    }

    private static List<String> stream(Random random, int longest) {
        List<String> pieces = new ArrayList<>();
        // Where separators are rare, searches get far.
        int separatorsIn = random.nextBoolean() ? 1 : 500;
        for (int i = random.nextInt(60); i >= 0; i--) {
            StringBuilder piece = new StringBuilder();
            for (int j = random.nextInt(longest); j >= 0; j--) {
                piece.append(random.nextInt(separatorsIn) > 0 ? 'c' : "aaabbcdefg\r\n".charAt(random.nextInt(12)));
            }
            pieces.add(piece.toString());
        }
        return pieces;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 20, 300, 3000})
    void anyReadsOfAnyPiecesGiveWhatTheModelGives(int longest) {
        run(() -> {
            for (int seed = 0; seed < ROUNDS; seed++) {
                play(new Random(31L * seed + longest), longest, "seed " + seed + ": ");
            }
        });
    }

    private static void play(Random random, int longest, String round) throws Exception {
        int limit = random.nextInt(2 * longest) + 1;
        StreamReader reader = new StreamReader(limit, Asyncio.getRunningLoop());
        FakeTransport transport = new FakeTransport();
        reader.setTransport(transport);
        Model model = new Model(limit);
        List<String> pieces = stream(random, longest);
        while (!(model.eof && model.buffer.isEmpty())) {
            for (int ahead = random.nextInt(3); ahead > 0; ahead--) {
                feed(pieces, reader, model);
            }
            Step step = step(random, 2 * longest);
            String where = round + step.name + " of '" + model.buffer + "', limit " + limit;
            Task<String> reading = Asyncio.createTask(() -> outcome(reader, step.read));
            Asyncio.sleep(0);
            String expected = step.expected.in(model);
            while (expected == null) {
                // A read that waits has resumed the transport.
                model.paused = false;
                assertEquals(false, reading.done(), where);
                feed(pieces, reader, model);
                Asyncio.sleep(0);
                expected = step.expected.in(model);
            }
            assertEquals(true, reading.done(), where);
            assertEquals(expected, reading.await(), where);
            assertEquals(model.paused, !transport.isReading(), where);
        }
        assertEquals(true, reader.atEof());
    }

    private static void feed(List<String> pieces, StreamReader reader, Model model) {
        if (!pieces.isEmpty()) {
            String piece = pieces.remove(0);
            reader.feedData(bytes(piece));
            model.feed(piece);
        } else if (!model.eof) {
            reader.feedEof();
            model.eof = true;
        }
    }
}

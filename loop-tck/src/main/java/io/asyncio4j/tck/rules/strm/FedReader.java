// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.strm;

import io.asyncio4j.streams.IncompleteReadException;
import io.asyncio4j.streams.LimitOverrunException;
import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.tasks.CancelledError;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.harness.RuleContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A reader that the rule itself feeds, and reads whose outcome goes to the log. Coroutines only. */
final class FedReader {

    /** One read. */
    @FunctionalInterface
    interface Read {
        byte[] from(StreamReader reader) throws Exception;
    }

    final StreamReader reader;
    private final RuleContext tck;

    FedReader(RuleContext tck) {
        this(tck, StreamReader.DEFAULT_LIMIT);
    }

    FedReader(RuleContext tck, int limit) {
        this.tck = tck;
        this.reader = new StreamReader(limit, tck.loop());
    }

    FedReader feed(String... pieces) {
        for (String piece : pieces) {
            reader.feedData(bytes(piece));
        }
        return this;
    }

    FedReader end() {
        reader.feedEof();
        return this;
    }

    /** Reads and notes the outcome: the bytes as text in quotes, or the error with its fields. */
    FedReader read(String name, Read read) {
        tck.log.add(name + " " + outcome(reader, read));
        return this;
    }

    /** Starts a read that has to wait, and lets it come to that. */
    Task<@Nullable Void> reading(String name, Read read) {
        Task<@Nullable Void> task = tck.loop().createTask(() -> {
            tck.log.add(name + " begins");
            read(name, read);
        });
        Sleep.sleep(0);
        return task;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] data) {
        return new String(data, StandardCharsets.ISO_8859_1);
    }

    static String outcome(StreamReader reader, Read read) {
        try {
            return "'" + text(read.from(reader)).replace("\n", "\\n") + "'";
        } catch (IncompleteReadException incomplete) {
            return "incomplete, partial '" + text(incomplete.partial()) + "', expected " + incomplete.expected();
        } catch (LimitOverrunException overrun) {
            boolean found = String.valueOf(overrun.getMessage()).startsWith("Separator is found");
            return "overrun, consumed " + overrun.consumed() + (found ? ", found" : ", not found");
        } catch (CancelledError cancelled) {
            return "cancelled";
        } catch (Exception other) {
            return "raises " + other.getClass().getSimpleName();
        }
    }
}

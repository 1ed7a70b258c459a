// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.strm;

import io.asyncio4j.streams.StreamReader;
import io.asyncio4j.tasks.Sleep;
import io.asyncio4j.tasks.Task;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.Expect;
import org.jspecify.annotations.Nullable;

/** readUntil, on readers that are fed by hand. */
final class ReadUntilRules {

    private static FedReader.Read until(String... separators) {
        byte[][] all = new byte[separators.length][];
        for (int i = 0; i < all.length; i++) {
            all[i] = FedReader.bytes(separators[i]);
        }
        return all.length == 1 ? reader -> reader.readUntil(all[0]) : reader -> reader.readUntil(all);
    }

    @Rule(id = "STRM-06", needs = Capability.TASKS)
    void overrunLeavesTheDataAndSaysHowMuchMayBeRead(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck, 3).feed("some dataAA");
            fed.read("found", until("AA"));
            fed.read("not found", until("BBB"));
            fed.read("one separator of two found", until("AA", "taAA"));
            fed.read("all", reader -> reader.read(100));
        });
        tck.log.expect("found overrun, consumed 9, found", "not found overrun, consumed 9, not found",
                "one separator of two found overrun, consumed 9, found", "all 'some dataAA'");
    }

    @Rule(id = "STRM-07", needs = Capability.TASKS)
    void notFoundIsRaisedOnlyBeyondTheLimit(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck, 4).feed("1234");
            Task<@Nullable Void> waits = fed.reading("1 byte", until(";"));
            Sleep.sleep(0);
            tck.log.add("waits at the limit");
            fed.feed("5");
            waits.await();
            fed.feed("67");
            Task<@Nullable Void> longer = fed.reading("1 or 4 bytes", until(";", "abcd"));
            tck.log.add("waits at the limit");
            fed.feed("8");
            longer.await();
            fed.read("all", reader -> reader.read(100));
        });
        tck.log.expect("1 byte begins", "waits at the limit", "1 byte overrun, consumed 5, not found",
                "1 or 4 bytes begins", "waits at the limit", "1 or 4 bytes overrun, consumed 5, not found",
                "all '12345678'");
    }

    @Rule(id = "STRM-08", needs = Capability.TASKS)
    void endOfTheStreamGivesWhatThereWas(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck).feed("some dat");
            Task<@Nullable Void> completed = fed.reading("completed by the last bytes", until("data"));
            Task<@Nullable Void> incomplete = tck.loop().createTask(() -> {
                completed.await();
                fed.read("incomplete", until("AB"));
            });
            fed.feed("a", "restA").end();
            incomplete.await();
            Expect.same("atEof", true, fed.reader.atEof());
            fed.read("at the end", until("AB"));
        });
        tck.log.expect("completed by the last bytes begins", "completed by the last bytes 'some data'",
                "incomplete incomplete, partial 'restA', expected null",
                "at the end incomplete, partial '', expected null");
    }

    @Rule(id = "STRM-09", needs = Capability.TASKS)
    void separatorThatEndsFirstWins(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck, 5).feed("one;two\r\nlonger|", "abcdeXYZ");
            fed.read("; before \\r\\n", until("\r\n", ";"));
            fed.read("\\r\\n before |", until("|", "\r\n", "ger|"));
            fed.read("both end together, | is too late", until("ger|", "|"));
            fed.read("the longer one alone", until("ger|"));
            fed.read("all end together, Z is too late", until("XYZ", "YZ", "Z"));
            fed.read("the longest alone", until("XYZ"));
        });
        tck.log.expect("; before \\r\\n 'one;'", "\\r\\n before | 'two\r\\n'",
                "both end together, | is too late overrun, consumed 6, found", "the longer one alone 'longer|'",
                "all end together, Z is too late overrun, consumed 7, found", "the longest alone 'abcdeXYZ'");
    }

    @Rule(id = "STRM-10", needs = Capability.TASKS)
    void separatorThatCameInPiecesIsFound(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck);
            for (String separators : new String[] {"-->", "--> |", "==|  --> |", "| --> -->>"}) {
                Task<@Nullable Void> waits = fed.reading(separators, until(separators.split(" +")));
                for (String piece : new String[] {"a-", "-", "b--", "--", "> c"}) {
                    fed.feed(piece);
                    Sleep.sleep(0);
                }
                waits.await();
                fed.read("rest", reader -> reader.read(9));
            }
        });
        tck.log.expect("--> begins", "--> 'a--b---->'", "rest ' c'", "--> | begins", "--> | 'a--b---->'", "rest ' c'",
                "==|  --> | begins", "==|  --> | 'a--b---->'", "rest ' c'", "| --> -->> begins",
                "| --> -->> 'a--b---->'", "rest ' c'");
    }

    @Rule(id = "STRM-11", needs = Capability.TASKS)
    void separatorsAreNeededAndNotEmpty(RuleContext tck) throws Exception {
        tck.run(() -> {
            StreamReader reader = new FedReader(tck).feed("abc").reader;
            tck.raises(IllegalArgumentException.class, "at least one-byte", () -> reader.readUntil(new byte[0]));
            tck.raises(IllegalArgumentException.class, "at least one-byte",
                    () -> reader.readUntil(new byte[] {1}, new byte[0]));
            tck.raises(IllegalArgumentException.class, "at least one element", () -> reader.readUntil(new byte[0][]));
            Expect.same("what is left", "abc", FedReader.text(reader.read(9)));
        });
    }
}

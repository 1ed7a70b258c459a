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

/** read, readLine, readExactly and the limit, on readers that are fed by hand. */
final class ReadRules {

    @Rule(id = "STRM-01")
    void limitIsPositive(RuleContext tck) {
        for (int limit : new int[] {0, -1}) {
            tck.raises(IllegalArgumentException.class, "limit cannot be <= 0",
                    () -> new StreamReader(limit, tck.loop()));
        }
        Expect.same("the limit that nobody has given", 65_536, new StreamReader(tck.loop()).limit());
    }

    @Rule(id = "STRM-02", needs = Capability.TASKS)
    void readTakesWhatIsThereAndIsEmptyAtTheEndOnly(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck, 3).feed("abcde");
            fed.read("read(2)", reader -> reader.read(2));
            fed.read("read(0)", reader -> reader.read(0));
            fed.read("read(100)", reader -> reader.read(100));
            fed.read("read(0) of nothing", reader -> reader.read(0));
            Task<@Nullable Void> waits = fed.reading("read(4)", reader -> reader.read(4));
            fed.feed("x");
            waits.await();
            Task<@Nullable Void> all = fed.reading("read(-1)", reader -> reader.read(-1));
            fed.feed("0123456789");
            Sleep.sleep(0);
            fed.feed("0123456789").end();
            all.await();
            fed.read("read(1) at the end", reader -> reader.read(1));
            fed.read("read(-1) at the end", reader -> reader.read(-1));
        });
        tck.log.expect("read(2) 'ab'", "read(0) ''", "read(100) 'cde'", "read(0) of nothing ''", "read(4) begins",
                "read(4) 'x'", "read(-1) begins", "read(-1) '01234567890123456789'", "read(1) at the end ''",
                "read(-1) at the end ''");
    }

    @Rule(id = "STRM-03", needs = Capability.TASKS)
    void readLineReturnsLinesThenTheRestThenNothing(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck).feed("one\ntwo\n", "thr");
            fed.read("line", StreamReader::readLine);
            fed.read("line", StreamReader::readLine);
            Task<@Nullable Void> waits = fed.reading("split line", StreamReader::readLine);
            fed.feed("ee", "\nrest").end();
            waits.await();
            fed.read("rest", StreamReader::readLine);
            fed.read("end", StreamReader::readLine);
        });
        tck.log.expect("line 'one\\n'", "line 'two\\n'", "split line begins", "split line 'three\\n'", "rest 'rest'",
                "end ''");
    }

    @Rule(id = "STRM-04", needs = Capability.TASKS)
    void lineOverTheLimitIsDroppedWithItsNewlineOrWithAllThatIsThere(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck, 3).feed("12345\nab\n");
            fed.read("long line", StreamReader::readLine);
            fed.read("next line", StreamReader::readLine);
            Task<@Nullable Void> waits = fed.reading("no newline yet", StreamReader::readLine);
            fed.feed("12345");
            waits.await();
            fed.feed("6\n");
            fed.read("what comes then", StreamReader::readLine);
        });
        tck.log.expect("long line raises IllegalArgumentException", "next line 'ab\\n'", "no newline yet begins",
                "no newline yet raises IllegalArgumentException", "what comes then '6\\n'");
    }

    @Rule(id = "STRM-05", needs = Capability.TASKS)
    void limitCountsWhatIsBeforeTheNewline(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck, 4).feed("1234\n", "12345\n", "1234").end();
            fed.read("at the limit", StreamReader::readLine);
            fed.read("beyond it", StreamReader::readLine);
            fed.read("at the limit and the end", StreamReader::readLine);
        });
        tck.log.expect("at the limit '1234\\n'", "beyond it raises IllegalArgumentException",
                "at the limit and the end '1234'");
    }

    @Rule(id = "STRM-12", needs = Capability.TASKS)
    void readExactlyReadsThatManyOrTellsWhatThereWas(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck, 2);
            fed.read("readExactly(-1)", reader -> reader.readExactly(-1));
            fed.read("readExactly(0)", reader -> reader.readExactly(0));
            Task<@Nullable Void> waits = fed.reading("readExactly(7)", reader -> reader.readExactly(7));
            fed.feed("abc");
            Sleep.sleep(0);
            fed.feed("defg", "hi").end();
            waits.await();
            fed.read("readExactly(3)", reader -> reader.readExactly(3));
            Expect.same("atEof", true, fed.reader.atEof());
            fed.read("readExactly(1)", reader -> reader.readExactly(1));
        });
        tck.log.expect("readExactly(-1) raises IllegalArgumentException", "readExactly(0) ''", "readExactly(7) begins",
                "readExactly(7) 'abcdefg'", "readExactly(3) incomplete, partial 'hi', expected 3",
                "readExactly(1) incomplete, partial '', expected 1");
    }

    @Rule(id = "STRM-13", needs = Capability.TASKS)
    void secondReadIsRefusedWhileOneWaits(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck);
            Task<@Nullable Void> first = fed.reading("first", StreamReader::readLine);
            fed.read("read", reader -> reader.read(1));
            fed.read("readLine", StreamReader::readLine);
            fed.read("readExactly", reader -> reader.readExactly(1));
            fed.read("readUntil", reader -> reader.readUntil(FedReader.bytes(";")));
            fed.feed("still there\n");
            first.await();
        });
        tck.log.expect("first begins", "read raises IllegalStateException", "readLine raises IllegalStateException",
                "readExactly raises IllegalStateException", "readUntil raises IllegalStateException",
                "first 'still there\\n'");
    }

    @Rule(id = "STRM-14", needs = Capability.TASKS)
    void cancelledReadLosesNothing(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck);
            Task<@Nullable Void> early = fed.reading("in the middle", reader -> reader.readExactly(6));
            fed.feed("abc");
            Sleep.sleep(0);
            early.cancel();
            early.await();
            Task<@Nullable Void> late = fed.reading("when it is complete", reader -> reader.readExactly(6));
            fed.feed("def");
            late.cancel();
            late.await();
            fed.read("after both", reader -> reader.readExactly(6));
        });
        tck.log.expect("in the middle begins", "in the middle cancelled", "when it is complete begins",
                "when it is complete cancelled", "after both 'abcdef'");
    }

    @Rule(id = "STRM-17", needs = Capability.TASKS)
    void atEofMeansEndedAndReadToTheEnd(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck).feed("ab");
            tck.log.add("fed: " + fed.reader.atEof());
            fed.reader.read(2);
            tck.log.add("read: " + fed.reader.atEof());
            fed.feed("c").end();
            tck.log.add("ended: " + fed.reader.atEof());
            fed.reader.read(1);
            tck.log.add("ended and read: " + fed.reader.atEof());
        });
        tck.log.expect("fed: false", "read: false", "ended: false", "ended and read: true");
    }

    @Rule(id = "STRM-18", needs = Capability.TASKS)
    void emptyDataIsNothingAndAfterTheEndThereIsNone(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck);
            Task<@Nullable Void> waits = fed.reading("read", reader -> reader.read(10));
            fed.feed("");
            Sleep.sleep(0);
            Sleep.sleep(0);
            tck.log.add("fed nothing");
            fed.feed("a");
            waits.await();
            fed.end().end();
            tck.raises(IllegalStateException.class, "after feedEof", () -> fed.feed("b"));
            fed.read("at the end", StreamReader::read);
        });
        tck.log.expect("read begins", "fed nothing", "read 'a'", "at the end ''");
    }

    @Rule(id = "STRM-20", needs = Capability.TASKS,
            note = "async for line in reader: for (byte[] line : reader.lines())")
    void iterationYieldsLinesUntilTheEnd(RuleContext tck) throws Exception {
        tck.run(() -> {
            FedReader fed = new FedReader(tck).feed("one\ntw");
            Task<@Nullable Void> loop = tck.loop().createTask(() -> {
                for (byte[] line : fed.reader.lines()) {
                    tck.log.add(FedReader.text(line).strip());
                }
                tck.log.add("end");
            });
            Sleep.sleep(0);
            tck.log.add("waits");
            fed.feed("o\nthree").end();
            loop.await();
        });
        tck.log.expect("one", "waits", "two", "three", "end");
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.mutants;

import static io.asyncio4j.tck.mutants.Mutant.mutant;

import java.util.List;

/** STRM: readers, writers and their protocol; on a loop with TCP. */
final class StrmProofs {

    private StrmProofs() {}

    static final List<Mutant> ALL = List.of(
            mutant("STRM-01", "a reader without a limit that fails with an exception of another type",
                    "streams.StreamReader",
                    "<init>").throwsOther("IllegalArgumentException"),
            mutant("STRM-02", "a read that gives nothing though there are bytes", "streams.StreamReader", "read")
                    .negate("n"),
            mutant("STRM-03", "a readLine that leaves the newline behind", "streams.StreamReader", "readLine")
                    .constant("1", 2),
            mutant("STRM-04", "a line over the limit that stays in the buffer", "streams.StreamReader", "readLine")
                    .without("clear"),
            mutant("STRM-05", "a reader that takes lines over the limit and refuses shorter ones",
                    "streams.StreamReader",
                    "find").negate("limit"),
            mutant("STRM-06", "an overrun that does not say how much there is", "streams.LimitOverrunException",
                    "<init>")
                    .forget("consumed"),
            mutant("STRM-07", "a reader that waits for one byte more than the limit", "streams.StreamReader", "find")
                    .constant("1"),
            mutant("STRM-08", "an incomplete read that forgets what there was", "streams.IncompleteReadException",
                    "<init>")
                    .forget("partial"),
            mutant("STRM-09", "a search that looks for the first of several separators only", "streams.SeparatorSearch",
                    "findWithin").without("find", 2),
            mutant("STRM-10", "a search that finds separators of one byte only", "streams.Chunks$Search", "matches")
                    .nothing(),
            mutant("STRM-11", "a readUntil that takes an empty separator", "streams.StreamReader", "requireNotEmpty")
                    .nothing(),
            mutant("STRM-12", "an incomplete read that forgets what was expected", "streams.IncompleteReadException",
                    "<init>").forget("expected"),
            mutant("STRM-13", "a second read that fails with an exception of another type", "streams.Intake", "await")
                    .throwsOther("IllegalStateException"),
            mutant("STRM-14", "a cancelled read that still counts as waiting", "streams.Intake", "await")
                    .forget("waiter", 3),
            mutant("STRM-15", "a reader that hides that its connection failed", "streams.Intake", "checkFailure")
                    .nothing(),
            mutant("STRM-16", "a clean loss that is no end of input", "streams.StreamReaderProtocol", "connectionLost")
                    .without("feedEof"),
            mutant("STRM-17", "a reader that is at its end though none was fed", "streams.StreamReader", "atEof")
                    .isTrue("ended"),
            mutant("STRM-18", "data after the end that fail with an exception of another type", "streams.Intake", "add")
                    .throwsOther("IllegalStateException"),
            mutant("STRM-19", "a full reader that does not pause its transport", "streams.Intake", "add")
                    .without("pauseReading"),
            mutant("STRM-20", "lines that end before the first", "streams.Lines", "hasNext").nothing(),
            mutant("STRM-21", "a writer that keeps writeEof to itself", "streams.StreamWriter", "writeEof").nothing(),
            mutant("STRM-22", "a drain that never waits", "streams.StreamReaderProtocol", "pauseWriting").nothing(),
            mutant("STRM-23", "a protocol that releases none of those that drain", "streams.StreamReaderProtocol",
                    "releaseDrains").without("hasNext"),
            mutant("STRM-24", "a drain that does not ask whether the connection failed", "streams.StreamWriter",
                    "drain")
                    .without("exception"),
            mutant("STRM-25", "a drain of a closing writer that gives up no iteration", "streams.StreamWriter", "drain")
                    .without("sleep"),
            mutant("STRM-26", "a lost connection that leaves drains waiting", "streams.StreamReaderProtocol",
                    "connectionLost").without("releaseDrains"),
            mutant("STRM-27", "a waitClosed that hides why the connection was lost", "streams.StreamReaderProtocol",
                    "waitClosed").without("result"),
            mutant("STRM-28", "a closed writer whose reader is not at its end", "streams.StreamReaderProtocol",
                    "connectionLost").without("feedEof"),
            mutant("STRM-29", "a stream that closes when its peer has no more to say", "streams.StreamReaderProtocol",
                    "eofReceived").nothing(),
            mutant("STRM-33", "a server that calls no handler", "streams.StreamReaderProtocol", "connectionMade")
                    .without("serve"),
            mutant("STRM-34", "a handler whose failure nobody is told of", "streams.StreamReaderProtocol", "handled")
                    .without("callExceptionHandler"),
            mutant("STRM-35", "a cancelled handler that leaves its connection open", "streams.StreamReaderProtocol",
                    "handled")
                    .without("close"),
            mutant("STRM-37", "an openConnection that gives no streams", "streams.Streams", "openConnection")
                    .without("open"));
}

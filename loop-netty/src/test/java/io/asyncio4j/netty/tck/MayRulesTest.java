// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.netty.IoKind;
import io.asyncio4j.tck.Level;
import io.asyncio4j.tck.LoopUnderTest;
import io.asyncio4j.tck.RuleCatalog;
import io.asyncio4j.tck.harness.RuleRunner;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A MAY rule accepts both what CPython does by accident and the sane outcome; which of them is this loop's is held here. */
final class MayRulesTest {

    private static final LoopUnderTest LOOP = new NettyLoopUnderTest(IoKind.AUTO, "LoopCarrier", false);

    private static final Map<String, String> OUTCOMES = new TreeMap<>(Map.ofEntries(
            Map.entry("STRM-36", "not as CPython: the connection is closed"),
            Map.entry("SRV-20", "not as CPython: IllegalStateException, and isServing is false"),
            Map.entry("TR-11", "not as CPython: close ends"),
            Map.entry("TR-14", "not as CPython: the bytes are sent as they were at the write"),
            Map.entry("TR-17", "as CPython: a write after close is sent"),
            Map.entry("TR-66",
                    "not as CPython: an abort in connectionLost does nothing; not as CPython: no write is sent"),
            Map.entry("TLS-14", "not as CPython: what comes late is dropped"),
            Map.entry("TLS-24", "not as CPython: paused above the mark only"),
            Map.entry("TLS-25", "not as CPython: all that is unsent is counted"),
            Map.entry("TLS-28", "not as CPython: getExtraInfo answers"),
            Map.entry("UDP-11", "not as CPython: the caller is told"),
            Map.entry("UDP-20", "not as CPython: it is reported"),
            Map.entry("UDP-24",
                    "not as CPython: datagrams are dropped after close; not as CPython: sendto is silent after the end"),
            Map.entry("SF-09", "not as CPython: IllegalStateException"),
            Map.entry("SOCK-09", "not as CPython: the second is refused")));

    @TestFactory
    Stream<DynamicTest> outcomesAreOurs() {
        RuleRunner runner = new RuleRunner(LOOP);
        return RuleCatalog.tests().stream()
                .filter(test -> OUTCOMES.containsKey(test.text().id()))
                .map(test -> DynamicTest.dynamicTest(
                        test.text().id() + ": " + OUTCOMES.get(test.text().id()),
                        () -> assertEquals(OUTCOMES.get(test.text().id()), runner.run(test))));
    }

    @Test
    void eachMayRuleIsThere() {
        assertEquals(
                OUTCOMES.keySet().stream().toList(),
                RuleCatalog.tests().stream()
                        .filter(test -> test.text().level() == Level.MAY)
                        .map(test -> test.text().id())
                        .sorted()
                        .toList());
    }
}

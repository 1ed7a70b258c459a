// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.context.Context;
import io.asyncio4j.net.AddressFamily;
import io.asyncio4j.net.AddressInfo;
import io.asyncio4j.net.SocketType;
import io.asyncio4j.netty.IoKind;
import io.asyncio4j.netty.NettyEventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AddressRaceTest {

    private static AddressInfo address(String literal) {
        InetAddress ip = InetAddress.ofLiteral(literal);
        return new AddressInfo(
                literal.contains(":") ? AddressFamily.INET6 : AddressFamily.INET, SocketType.STREAM, 6, "",
                new InetSocketAddress(ip, 1));
    }

    @Nested
    class Order {

        private static List<String> interleaved(int count, String... literals) {
            return AddressRace.interleave(Stream.of(literals).map(AddressRaceTest::address).toList(), count).stream()
                    .map(info -> info.address().getAddress().getHostAddress().replace("0:0:0:0:0:0:0:", "::"))
                    .toList();
        }

        @Test
        void zeroLeavesItAlone() {
            assertEquals(List.of("::1", "::2", "1.1.1.1"), interleaved(0, "::1", "::2", "1.1.1.1"));
        }

        @Test
        void oneAlternatesFromTheFirstFamilyOn() {
            assertEquals(
                    List.of("::1", "1.1.1.1", "::2", "1.1.1.2", "::3"),
                    interleaved(1, "::1", "::2", "::3", "1.1.1.1", "1.1.1.2"));
        }

        @Test
        void moreKeepTheFirstFamilyAhead() {
            assertEquals(
                    List.of("::1", "::2", "::3", "1.1.1.1", "1.1.1.2"),
                    interleaved(3, "::1", "::2", "::3", "1.1.1.1", "1.1.1.2"));
            assertEquals(List.of("::1", "1.1.1.1"), interleaved(9, "::1", "1.1.1.1"));
        }

        @Test
        void nothingStaysNothing() {
            assertEquals(List.of(), interleaved(1));
        }
    }

    @Nested
    class Running {

        private final NettyEventLoop loop = NettyEventLoop.create(IoKind.NIO);
        private final List<String> log = new ArrayList<>();
        private final Map<String, AddressRace.Result<String>> attempts = new HashMap<>();

        @AfterEach
        void close() {
            loop.close();
        }

        private AddressRace<String> race(Double delay, String... literals) {
            return new AddressRace<>(
                    loop,
                    Stream.of(literals).map(AddressRaceTest::address).toList(),
                    delay,
                    new Context(),
                    (info, result) -> {
                        String name = info.address().getAddress().getHostAddress();
                        log.add("dial " + name);
                        attempts.put(name, result);
                        return () -> log.add("give up " + name);
                    },
                    new AddressRace.Finish<>() {
                        @Override
                        public void won(String connection) {
                            log.add("won " + connection);
                        }

                        @Override
                        public void lost(List<Throwable> errors) {
                            log.add("lost " + errors.stream().map(Throwable::getMessage).toList());
                        }

                        @Override
                        public void broken(Throwable error) {
                            log.add("broken " + error.getMessage());
                        }
                    });
        }

        private void runFor(double seconds) {
            loop.callLater(seconds, loop::stop);
            loop.runForever();
        }

        @Test
        void withoutADelayTheNextWaitsForTheFailure() {
            race(null, "1.0.0.1", "1.0.0.2").start();
            runFor(0.02);
            attempts.get("1.0.0.1").failed(new IOException("first"));
            attempts.get("1.0.0.2").won("second");
            assertEquals(List.of("dial 1.0.0.1", "dial 1.0.0.2", "won second"), log);
        }

        @Test
        void errorsComeInTheOrderOfTheAddresses() {
            race(0.0, "1.0.0.1", "1.0.0.2").start();
            runFor(0.02);
            attempts.get("1.0.0.2").failed(new IOException("second"));
            attempts.get("1.0.0.1").failed(new IOException("first"));
            assertEquals(List.of("dial 1.0.0.1", "dial 1.0.0.2", "lost [first, second]"), log);
        }

        @Test
        void afterTheDelayTheNextStartsBesideAndTheLoserIsGivenUp() {
            race(0.005, "1.0.0.1", "1.0.0.2", "1.0.0.3").start();
            while (log.size() < 2) {
                runFor(0.002);
            }
            attempts.get("1.0.0.2").won("second");
            List<String> then = List.copyOf(log);
            runFor(0.03);
            assertEquals(List.of("dial 1.0.0.1", "dial 1.0.0.2", "give up 1.0.0.1", "won second"), then);
            assertEquals(then, log);
        }

        @Test
        void failureStartsTheNextBeforeTheDelayIsOver() {
            race(60.0, "1.0.0.1", "1.0.0.2").start();
            attempts.get("1.0.0.1").failed(new IOException("first"));
            assertEquals(List.of("dial 1.0.0.1", "dial 1.0.0.2"), log);
        }

        @Test
        void otherErrorEndsTheRace() {
            race(0.0, "1.0.0.1", "1.0.0.2").start();
            runFor(0.02);
            attempts.get("1.0.0.1").failed(new IllegalStateException("bug"));
            assertEquals(List.of("dial 1.0.0.1", "dial 1.0.0.2", "give up 1.0.0.2", "broken bug"), log);
        }

        @Test
        void cancelGivesAllUpAndTellsNothing() {
            AddressRace<String> race = race(60.0, "1.0.0.1", "1.0.0.2");
            race.start();
            race.cancel();
            race.cancel();
            assertEquals(List.of("dial 1.0.0.1", "give up 1.0.0.1"), log);
        }
    }
}

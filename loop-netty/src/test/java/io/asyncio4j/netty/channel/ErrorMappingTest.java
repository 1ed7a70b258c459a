// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ErrorMappingTest {

    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 81);

    @Test
    void refusedConnectionKeepsItsKindAndNamesTheAddress() {
        Throwable mapped =
                ErrorMapping.onConnect(new ConnectException("Connection refused: /127.0.0.1:81"), "op", PEER);
        assertInstanceOf(ConnectException.class, mapped);
        assertEquals(
                "[Errno 111] op: connecting to /127.0.0.1:81 failed: Connection refused; check that somebody listens there",
                mapped.getMessage());
        assertInstanceOf(ConnectException.class, mapped.getCause());
    }

    @Test
    void textDecidesWhereTheClassDoesNot() {
        assertInstanceOf(
                NoRouteToHostException.class,
                ErrorMapping.onConnect(new IOException("Network is unreachable"), "op", PEER));
        Throwable timedOut = ErrorMapping.onConnect(new ConnectException("Connection timed out"), "op", PEER);
        assertTrue(timedOut.getMessage().startsWith("[Errno 110]"), timedOut.getMessage());
    }

    @Test
    void errorThatNettyWrapsIsFoundBehindIt() {
        IOException behind = new IOException("Too many open files");
        Throwable mapped = ErrorMapping.onConnect(new ChannelException("Failed to open a socket.", behind), "op", PEER);
        assertInstanceOf(SocketException.class, mapped);
        assertTrue(mapped.getMessage().startsWith("[Errno 24]"), mapped.getMessage());
    }

    @Test
    void resetConnectionIsASocketException() {
        Throwable mapped = ErrorMapping.onConnection(new IOException("Connection reset by peer"), "read", PEER);
        assertInstanceOf(SocketException.class, mapped);
        assertEquals("[Errno 104] read: the connection to /127.0.0.1:81 failed: Connection reset; connect again",
                mapped.getMessage());
    }

    @Test
    void whatIsNoErrorOfIoStaysAsItIs() {
        IllegalStateException own = new IllegalStateException("mine");
        assertSame(own, ErrorMapping.onConnection(own, "read", PEER));
        assertSame(own, ErrorMapping.onConnect(own, "op", PEER));
        assertSame(own, ErrorMapping.onBind(own, "op", PEER));
    }

    @Test
    void addressInUseTellsThePortAndWhatToDo() {
        Throwable mapped = ErrorMapping.onBind(new BindException("Address already in use"), "createServer", PEER);
        assertInstanceOf(BindException.class, mapped);
        assertEquals("[Errno 98] createServer: binding to /127.0.0.1:81 failed: Address already in use;"
                + " choose another port, or 0 for a free one", mapped.getMessage());
    }

    @Test
    void failedAttemptsBecomeOneError() {
        ConnectException one = new ConnectException("one");
        assertSame(one, ErrorMapping.ofAttempts("op", List.of(one)));
        assertSame(one, ErrorMapping.ofAttempts("op", List.of(one, new ConnectException("one"))));
        Throwable both = ErrorMapping.ofAttempts("op", List.of(one, new ConnectException("two")));
        assertInstanceOf(ConnectException.class, both);
        assertEquals("op: Multiple exceptions: one, two", both.getMessage());
        assertEquals(
                "op: Multiple exceptions: [Errno 111] one, [Errno 113] two",
                ErrorMapping.ofAttempts(
                        "op",
                        List.of(new IOException("[Errno 111] op: one"), new IOException("[Errno 113] op: two")))
                        .getMessage());
        assertEquals(2, both.getSuppressed().length);
        assertEquals(IOException.class, ErrorMapping.ofAttempts("op", List.of(one, new BindException("x"))).getClass());
        assertInstanceOf(TimeoutException.class, ErrorMapping.ofAttempts("op", List.of()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.events.ExceptionContext;
import io.asyncio4j.netty.ByteBufProtocol;
import io.asyncio4j.protocols.BaseProtocol;
import io.asyncio4j.protocols.BufferedProtocol;
import io.asyncio4j.protocols.Protocol;
import io.asyncio4j.tasks.LoopExit;
import io.asyncio4j.transports.BaseTransport;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What becomes of exceptions around a protocol, in asyncio's words. Loop only. */
public final class Calls {

    private static final Logger LOG = System.getLogger("io.asyncio4j.netty");

    private Calls() {}

    static void guarded(ChannelTransport transport, String message, BaseProtocol protocol, Runnable call) {
        guarded(transport.home(), transport, message, protocol, call);
    }

    /**
     * Calls a method of flow control: what it throws is reported and does the connection no harm.
     *
     * @param home the loop
     * @param transport whose protocol it is
     * @param message for the report
     * @param protocol whose method it is
     * @param call the call
     */
    public static void guarded(
            ChannelLoop home, BaseTransport transport, String message, BaseProtocol protocol, Runnable call) {
        try {
            call.run();
        } catch (LoopExit exit) {
            throw exit;
        } catch (Throwable error) {
            home.loop()
                    .callExceptionHandler(ExceptionContext.of(message)
                            .withException(error)
                            .withTransport(transport)
                            .withProtocol(protocol));
        }
    }

    static void report(ChannelTransport transport, Throwable error, String message, @Nullable BaseProtocol protocol) {
        report(transport.home(), transport, error, message, protocol);
    }

    /**
     * Reports what ends a connection; an error of I/O only to the log, as it is the protocol's to know.
     *
     * @param home the loop
     * @param transport what ends
     * @param error why
     * @param message in words
     * @param protocol of the transport, or null
     */
    public static void report(
            ChannelLoop home,
            BaseTransport transport,
            Throwable error,
            String message,
            @Nullable BaseProtocol protocol) {
        if (error instanceof IOException) {
            if (home.loop().getDebug()) {
                LOG.log(Level.DEBUG, () -> transport + ": " + message, error);
            }
            return;
        }
        ExceptionContext report = ExceptionContext.of(message).withException(error).withTransport(transport);
        home.loop().callExceptionHandler(protocol == null ? report : report.withProtocol(protocol));
    }

    /** Refuses what a stream cannot call. */
    static void requireStreamProtocol(String operation, @Nullable BaseProtocol protocol) {
        Objects.requireNonNull(protocol, () -> operation + ": the protocol is null; give a Protocol");
        if (!(protocol instanceof Protocol
                || protocol instanceof BufferedProtocol
                || protocol instanceof ByteBufProtocol)) {
            throw new IllegalArgumentException(operation + ": " + protocol.getClass().getName()
                    + " is no stream protocol; implement Protocol, BufferedProtocol or ByteBufProtocol");
        }
    }

    /** Tells a stream protocol that its peer has sent all. */
    static boolean eofReceived(BaseProtocol protocol) {
        return switch (protocol) {
            case BufferedProtocol buffered -> buffered.eofReceived();
            case ByteBufProtocol direct -> direct.eofReceived();
            default -> ((Protocol) protocol).eofReceived();
        };
    }
}

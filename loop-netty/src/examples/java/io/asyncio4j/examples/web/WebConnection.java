// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.web;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.INTERNAL_SERVER_ERROR;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_URI_TOO_LONG;

import io.asyncio4j.Asyncio;
import io.asyncio4j.netty.NettyFutures;
import io.asyncio4j.netty.NettyMessages;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one HTTP/1.1 connection, one after the other however many have come, or the one request of an HTTP/2 stream:
 * to a coroutine both are the same. On the channel's event loop.
 */
final class WebConnection {

    private static final System.Logger LOG = System.getLogger(WebConnection.class.getPackageName());

    /** Reading so much of a body that nobody wants is cheaper than another connection. */
    private static final int SKIPPED_BYTES = 256 * 1024;

    /** How long a client that is told to go may take for it. */
    private static final double FAREWELL_SECONDS = 2;

    private final NettyMessages<HttpObject> messages;
    private final WebHandler handler;
    private final boolean stream;

    /** What is being answered. */
    private @Nullable Exchange current;

    private boolean stopping;

    WebConnection(NettyMessages<HttpObject> messages, WebHandler handler) {
        this.messages = messages;
        this.handler = handler;
        this.stream = messages.channel() instanceof Http2StreamChannel;
    }

    /** The coroutine; the channel is closed when it returns. */
    void serve() throws Exception {
        try {
            while (nextRequest() && answered((HttpRequest) messages.next())) {
                // And the next one.
            }
        } catch (Exception gone) {
            // Not a handler's: the client is silent or gone, or has broken off its TLS.
            LOG.log(System.Logger.Level.DEBUG, () -> messages + ": " + gone);
        }
    }

    /** After the answer that is being given, or at once, the connection is closed. Event loop only. */
    void stop() {
        stopping = true;
        Exchange last = current;
        if (last == null) {
            messages.close();
        } else {
            last.last();
        }
    }

    private boolean nextRequest() throws Exception {
        current = null;
        return !stopping && Asyncio.timeout(WebServer.PATIENCE_SECONDS, messages::hasNext);
    }

    /** Answers one request; false if there will be no other. */
    private boolean answered(HttpRequest request) throws Exception {
        Throwable malformed = request.decoderResult().cause();
        Exchange exchange = new Exchange(messages, request, malformed == null && !stream);
        current = exchange;
        try {
            if (malformed != null) {
                throw new HttpError(status(malformed), "the request cannot be read");
            }
            exchange.requirePath();
            handler.handle(exchange);
            exchange.end();
        } catch (HttpError e) {
            if (!failed(exchange, e.status(), e.getMessage())) {
                return false;
            }
        } catch (Exception e) {
            if (!messages.channel().isActive()) {
                throw e;
            }
            LOG.log(System.Logger.Level.ERROR, request.method() + " " + request.uri() + " failed", e);
            if (!failed(exchange, INTERNAL_SERVER_ERROR, "something went wrong here")) {
                return false;
            }
        } finally {
            ReferenceCountUtil.release(request);
        }
        if (exchange.goesOn() && exchange.skipRest(SKIPPED_BYTES)) {
            return true;
        }
        if (stream) {
            if (!exchange.isRead()) {
                // Not an error, but do not send the rest. What is not sent yet would be dropped.
                messages.drain();
                messages.send(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
            }
        } else {
            sayGoodbye();
        }
        return false;
    }

    private static HttpResponseStatus status(Throwable malformed) {
        return malformed instanceof TooLongHttpHeaderException
                ? REQUEST_HEADER_FIELDS_TOO_LARGE
                : malformed instanceof TooLongHttpLineException ? REQUEST_URI_TOO_LONG : BAD_REQUEST;
    }

    /** Tells the client of a failure; false if half a response was sent, which only the end of the connection can mend. */
    private boolean failed(Exchange exchange, HttpResponseStatus status, String message) throws Exception {
        if (!exchange.started()) {
            exchange.respond(status, message + "\n");
            return true;
        }
        if (stream) {
            messages.send(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
        }
        return false;
    }

    /**
     * Closing a socket with unread bytes resets it, and may cost the client the answer. So it is told that there will be no
     * more, and read to its end, for a while.
     */
    private void sayGoodbye() throws Exception {
        messages.drain();
        SslHandler tls = messages.channel().pipeline().get(SslHandler.class);
        if (tls != null) {
            NettyFutures.await(tls.closeOutbound());
        } else {
            NettyFutures.await(((DuplexChannel) messages.channel()).shutdownOutput());
        }
        Asyncio.timeout(FAREWELL_SECONDS, () -> {
            while (messages.hasNext()) {
                ReferenceCountUtil.release(messages.next());
            }
        });
    }
}

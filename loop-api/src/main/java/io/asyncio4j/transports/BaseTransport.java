// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.transports;

import io.asyncio4j.protocols.BaseProtocol;
import org.jspecify.annotations.Nullable;

/**
 * What all transports have in common (asyncio: {@code asyncio.BaseTransport}).
 *
 * <p>Loop only: call every method in a callback or a coroutine of the transport's loop. Methods never suspend and never
 * throw because the connection is gone.
 */
public interface BaseTransport extends AutoCloseable {

    /**
     * Closes the transport (asyncio: {@code transport.close}). Reading ends at once and nothing is delivered any more;
     * output that is already buffered is sent; then the protocol gets
     * {@link BaseProtocol#connectionLost connectionLost(null)}, in a later callback. Calling it again does nothing.
     */
    @Override
    void close();

    /**
     * Tells whether the transport is closing or closed (asyncio: {@code transport.is_closing}).
     *
     * @return true from the call of {@link #close()}, of {@code abort()}, or from the error that ended the connection
     */
    boolean isClosing();

    /**
     * Looks up information about the transport by asyncio's name of it (asyncio: {@code transport.get_extra_info}).
     * Still answers {@code "sockname"} and {@code "peername"} after the connection is lost.
     *
     * @param name the key, such as {@code "peername"}; {@link ExtraInfo} lists the keys
     * @return the value, or null when the key is unknown or the value is not available
     * @throws NullPointerException when {@code name} is null
     */
    @Nullable Object getExtraInfo(String name);

    /**
     * Looks up information about the transport, with a value for the case that there is none (asyncio:
     * {@code transport.get_extra_info(name, default)}).
     *
     * @param name the key, such as {@code "peername"}
     * @param defaultValue what to return when the key is unknown or the value is not available
     * @return the value or {@code defaultValue}
     * @throws NullPointerException when {@code name} is null
     */
    default Object getExtraInfo(String name, Object defaultValue) {
        Object value = getExtraInfo(name);
        return value == null ? defaultValue : value;
    }

    /**
     * Looks up information about the transport by typed key (asyncio: {@code transport.get_extra_info}).
     *
     * @param <T> type of the value
     * @param key the key, such as {@link ExtraInfo#PEERNAME}
     * @return the value, or null when it is not available
     * @throws NullPointerException when {@code key} is null
     * @throws ClassCastException when the transport holds a value of another type under this name
     */
    default <T> @Nullable T getExtraInfo(ExtraInfo.Key<T> key) {
        return key.type().cast(getExtraInfo(key.name()));
    }

    /**
     * Looks up information about the transport by typed key, with a value for the case that there is none (asyncio:
     * {@code transport.get_extra_info(name, default)}).
     *
     * @param <T> type of the value
     * @param key the key, such as {@link ExtraInfo#PEERNAME}
     * @param defaultValue what to return when the value is not available
     * @return the value or {@code defaultValue}
     * @throws NullPointerException when {@code key} is null
     * @throws ClassCastException when the transport holds a value of another type under this name
     */
    default <T> T getExtraInfo(ExtraInfo.Key<T> key, T defaultValue) {
        T value = getExtraInfo(key);
        return value == null ? defaultValue : value;
    }

    /**
     * Makes another protocol the receiver of all later callbacks, {@code connectionLost} included (asyncio: {@code
     * transport.set_protocol}). The new protocol gets no {@code connectionMade}. A stream transport switches between
     * {@link io.asyncio4j.protocols.Protocol Protocol} and {@link io.asyncio4j.protocols.BufferedProtocol
     * BufferedProtocol} as the kind of the new one asks.
     *
     * @param protocol the new receiver
     * @throws NullPointerException when {@code protocol} is null
     * @throws IllegalArgumentException when the transport cannot drive this kind of protocol
     */
    void setProtocol(BaseProtocol protocol);

    /**
     * The current receiver of the callbacks (asyncio: {@code transport.get_protocol}).
     *
     * @return the protocol, or null after {@code connectionLost} returned
     */
    @Nullable BaseProtocol getProtocol();
}

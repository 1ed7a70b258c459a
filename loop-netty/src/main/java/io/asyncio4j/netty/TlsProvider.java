// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

/** Who computes TLS for a loop, see {@link NettyLoopOptions#tlsProvider(TlsProvider)}. Any thread: constants. */
public enum TlsProvider {
    /** {@link #BORINGSSL} where its native library is there for the machine, else {@link #JDK}. */
    AUTO,
    /** BoringSSL, by Netty's native library: several times as fast. */
    BORINGSSL,
    /** The engine of the JDK: no native code, and the JDK's own settings apply. */
    JDK
}

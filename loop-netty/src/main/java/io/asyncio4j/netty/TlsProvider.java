// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty;

/** Who computes TLS for a loop, see {@link NettyLoopOptions#tlsProvider(TlsProvider)}. Any thread: constants. */
public enum TlsProvider {
    /**
     * What the system property {@value #PROPERTY} says; without it {@link #BORINGSSL} where its native library is there for
     * the machine, else {@link #JDK}. The loops of {@code Asyncio.run} and the views of Netty's own event loops have this one.
     */
    AUTO,
    /** BoringSSL, by Netty's native library: several times as fast. */
    BORINGSSL,
    /** The engine of the JDK: no native code, and the JDK's own settings apply. */
    JDK;

    /**
     * The system property that {@link #AUTO} reads when a loop first uses the network: {@code boringssl}, {@code jdk} or
     * {@code auto}, in upper or lower case.
     */
    public static final String PROPERTY = "io.asyncio4j.netty.tls";
}

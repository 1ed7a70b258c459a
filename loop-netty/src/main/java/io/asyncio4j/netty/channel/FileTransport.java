// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import io.asyncio4j.netty.NettyTransport;
import io.netty.channel.FileRegion;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A stream transport as sendfile sees it. Loop only. */
public interface FileTransport extends NettyTransport {

    /** {@return whether files can go past the pipeline: not with TLS, nor with somebody's handlers} */
    boolean sendsFiles();

    /** {@return whether the protocol was told to pause writing} */
    boolean isWritingPaused();

    /** {@return whether the output was ended} */
    boolean isOutputEnded();

    /**
     * Refuses writes from now on, and tells when it is the file's turn.
     *
     * @param turn told
     */
    void beginFile(FileTurn turn);

    /** Takes writes again. */
    void endFile();

    /**
     * Sends a part of a file. Own thread, in its turn.
     *
     * @param region the part
     * @param done told in a callback of the loop when all is sent, with null, or why not
     */
    void sendRegion(FileRegion region, Consumer<@Nullable Throwable> done);
}

// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.load;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** What a run plays ping-pong over. One thread. */
interface Wire {
    /**
     * A connection on which bytes can go, handshake included.
     *
     * @param source the last byte of the local address 127.0.0.x, where there is one
     */
    int connect(int port, int source) throws IOException;

    /** @return how many bytes were taken; -1 when none are now */
    long send(int fd, MemorySegment from, long length) throws IOException;

    /** @return how many bytes came; -1 when there are none now; 0 at the end of the stream */
    long receive(int fd, MemorySegment into, long limit) throws IOException;

    /** Ends the connection at once. */
    void reset(int fd) throws IOException;

    /** Whether bytes may have left the socket that {@link #receive} has not given yet. */
    boolean keepsBack();
}

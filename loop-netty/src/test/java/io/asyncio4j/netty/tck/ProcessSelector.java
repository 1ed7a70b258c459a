// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.tck;

import io.asyncio4j.netty.poll.DescriptorNumbers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Pipe;

/** The selector that the process keeps from its first child or pipe on; no rule shall be blamed for it. */
final class ProcessSelector {

    private ProcessSelector() {}

    static void open() {
        try {
            Pipe pipe = Pipe.open();
            try (Pipe.SourceChannel source = pipe.source();
                    Pipe.SinkChannel sink = pipe.sink()) {
                sink.configureBlocking(false);
                var unused = DescriptorNumbers.of(sink);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("probe: no pipe can be opened; raise the limit of descriptors", e);
        }
    }
}

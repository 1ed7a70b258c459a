// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.sf;

import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.RawPeer;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.ScratchFolder;
import io.asyncio4j.tck.harness.net.TcpRig;
import io.asyncio4j.transports.Transport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A connection of the loop with a raw peer, and files to send over it. */
final class FileRig implements AutoCloseable {

    final TcpRig rig;
    final RecordingProtocol protocol;
    final Transport transport;
    final RawPeer peer;
    private final ScratchFolder folder = ScratchFolder.make();

    FileRig(RuleContext tck) throws Exception {
        rig = new TcpRig(tck);
        protocol = rig.protocol();
        TcpRig.Link link = rig.client(protocol);
        transport = link.transport();
        peer = link.peer();
    }

    /** A file with these bytes, open for reading. */
    FileChannel file(byte[] bytes) throws IOException {
        Path path = Files.write(folder.path("file-" + bytes.length), bytes);
        return rig.closing(FileChannel.open(path, StandardOpenOption.READ));
    }

    @Override
    public void close() throws Exception {
        rig.close();
        folder.close();
    }
}

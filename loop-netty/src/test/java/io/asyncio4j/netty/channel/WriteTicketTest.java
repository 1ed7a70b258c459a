// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteTicketTest {

    private final List<String> log = new ArrayList<>();
    private final WriteTicket ticket = new WriteTicket(new EmbeddedChannel(), new WriteTicket.Sink() {
        @Override
        public void sent(long bytes) {
            log.add("sent " + bytes);
        }

        @Override
        public void failed(long bytes, Throwable cause) {
            log.add("failed " + bytes + " " + cause.getMessage());
        }
    });

    @Test
    void partsOfAMessageAreCountedAsTheyLeave() {
        ticket.next(100);
        ticket.tryProgress(30, 100);
        ticket.tryProgress(100, 100);
        ticket.trySuccess(null);
        assertEquals(List.of("sent 30", "sent 70"), log);
    }

    @Test
    void messageWithoutProgressCountsAtItsEnd() {
        ticket.next(100);
        ticket.next(20);
        ticket.tryProgress(60, 100);
        ticket.trySuccess(null);
        ticket.trySuccess(null);
        assertEquals(List.of("sent 60", "sent 40", "sent 20"), log);
    }

    @Test
    void manyMessagesUnderWayKeepTheirOrder() {
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            ticket.next(i);
            expected.add("sent " + i);
            if (i % 3 == 0) {
                ticket.trySuccess(null);
            }
        }
        while (log.size() < 50) {
            ticket.trySuccess(null);
        }
        assertEquals(expected, log);
    }

    @Test
    void isNeverDone() {
        ticket.next(1);
        ticket.trySuccess(null);
        ticket.next(1);
        ticket.tryFailure(new IOException("gone"));
        assertEquals(List.of("sent 1", "failed 1 gone"), log);
        assertFalse(ticket.isDone());
        assertFalse(ticket.cancel(true));
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio4j.events.AbstractEventLoop;
import io.asyncio4j.events.TimerHandle;
import io.asyncio4j.tck.Capability;
import io.asyncio4j.tck.Rule;
import io.asyncio4j.tck.harness.RuleContext;
import io.asyncio4j.tck.harness.net.RecordingProtocol;
import io.asyncio4j.tck.harness.net.TcpRig;
import java.util.List;

/** Where connections have their turn among callbacks and timers. */
final class IoTurnRules {

    /** How long the kernel and the poller may take to see what is there already, in iterations. */
    private static final int TRIES = 50;

    @Rule(
            id = "SCHED-03",
            needs = {Capability.TCP, Capability.MULTIPLE_RUNS},
            note = "repeated until an iteration finds the data, since a poller may take a moment to see it")
    void ioComesBehindWhatIsReadyAndBeforeDueTimers(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        try (TcpRig rig = new TcpRig(tck)) {
            RecordingProtocol protocol = rig.protocol();
            TcpRig.Link link = rig.client(protocol);
            rig.settle();
            link.peer().send("x");
            for (int i = 0; i < TRIES && protocol.count() == 0; i++) {
                tck.log.clear();
                loop.callSoon(tck.log.adding("ready"));
                TimerHandle timer = loop.callLater(0, tck.log.adding("timer"));
                loop.callSoon(tck.log.adding("ready as well"));
                tck.runOnce();
                timer.cancel();
            }
            tck.log.expect("ready", "ready as well", "data:x", "timer");
        }
    }

    static void dataArrivesBesideAnEndlessChain(RuleContext tck) throws Exception {
        AbstractEventLoop loop = tck.loop();
        boolean[] ended = new boolean[1];
        try (TcpRig rig = new TcpRig(tck)) {
            RecordingProtocol protocol = rig.protocol();
            TcpRig.Link link = rig.client(protocol);
            loop.callSoon(new Runnable() {
                @Override
                public void run() {
                    if (!ended[0]) {
                        loop.callSoon(this);
                    }
                }
            });
            link.peer().send("hello");
            rig.untilReceived(protocol, 5);
            ended[0] = true;
            assertEquals(List.of("hello"), List.of(protocol.text()));
        }
    }
}

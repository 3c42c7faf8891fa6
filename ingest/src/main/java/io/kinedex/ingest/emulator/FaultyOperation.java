package io.kinedex.ingest.emulator;

import io.kinedex.ingest.kinesis.AwsException;
import io.kinedex.ingest.kinesis.Exchange;
import io.kinedex.ingest.kinesis.Operation;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An operation that faults may strike. Any number of threads, one for each call. */
final class FaultyOperation implements Operation {
    private final Operation operation;
    private final Scene scene;
    private final int listener;

    /**
     * What the operations of an emulator share.
     *
     * @param timer ends sessions
     */
    record Scene(
            Faults faults, Expired expired, Endpoints endpoints, StreamCalls streams, ScheduledExecutorService timer) {}

    /** @param listener at which it is called */
    FaultyOperation(Operation operation, Scene scene, int listener) {
        this.operation = operation;
        this.scene = scene;
        this.listener = listener;
    }

    @Override
    public void answer(Exchange exchange) throws IOException, InterruptedException {
        scene.endpoints().requireAnswers(exchange.operation(), listener);
        Faults.Call call = scene.faults().begin(exchange.operation(), StreamCalls.streamOf(exchange));
        List<FaultEffect> effects = call.begun();
        for (FaultEffect effect : effects) {
            begin(effect, call.stream());
        }
        CallPlan plan = CallPlan.of(effects);
        FaultyExchange faulty = new FaultyExchange(
                exchange, call, plan, scene.expired(), scene.endpoints().data(exchange.endpoint()));
        Optional<Future<?>> limit = limit(plan, faulty);
        try {
            operation.answer(faulty);
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (faulty.ending().isEmpty()) {
                throw e;
            }
        } finally {
            limit.ifPresent(timer -> timer.cancel(false));
        }
        if (faulty.ending().isPresent()) {
            // the interrupt was the fault's own way to end the call
            boolean _ = Thread.interrupted();
            faulty.finish();
        }
    }

    private void begin(FaultEffect effect, String stream) throws InterruptedException {
        if (effect instanceof FaultEffect.Delay delay) {
            Thread.sleep(delay.time());
        } else if (effect instanceof FaultEffect.Refuse refusal) {
            throw new AwsException(refusal.status(), refusal.error(), refusal.message());
        } else if (effect instanceof FaultEffect.EndpointMove move) {
            scene.endpoints().move(move.old());
        } else if (effect instanceof FaultEffect.DeleteStream) {
            scene.streams().delete(stream);
        } else if (effect instanceof FaultEffect.RecreateStream) {
            scene.streams().delete(stream);
            scene.streams().create(stream, Instant.now());
        }
    }

    private Optional<Future<?>> limit(CallPlan plan, FaultyExchange faulty) {
        return plan.session().isZero()
                ? Optional.empty()
                : Optional.of(scene.timer()
                        .schedule(faulty::endSession, plan.session().toMillis(), TimeUnit.MILLISECONDS));
    }
}

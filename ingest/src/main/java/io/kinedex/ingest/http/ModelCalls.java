package io.kinedex.ingest.http;

import io.kinedex.ingest.IngestException;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is asked of the models. */
final class ModelCalls {
    private final NodeServices services;
    private final BlockingCalls files;

    /** @param files for calls that write files, which nothing interrupts */
    ModelCalls(NodeServices services, BlockingCalls files) {
        this.services = services;
        this.files = files;
    }

    private record Models(List<ModelStatus> models) {}

    Reply list(Call call) {
        return Reply.json(new Models(services.models().get()));
    }

    Reply delete(Call call) {
        if (!services.ownModels().remove(call.path("model"))) {
            throw new IngestException(
                    IngestException.Code.NOT_FOUND, "no model of your own is named '%s'".formatted(call.path("model")));
        }
        return Reply.empty(204);
    }

    /** Writes the archive to a file of its own, which goes away again whatever comes of it. */
    Future<Reply> put(Call call) {
        Path archive = services.ownModels().incoming();
        String name = call.path("model");
        return files.callToItsEnd(() -> ContentReceiver.Target.open(archive, 0))
                .compose(file -> ContentReceiver.of(call.context())
                        .receive(new ContentReceiver.Target(file, OwnModels.BYTES_MAX, files, _ -> {})))
                .compose(_ -> files.callToItsEnd(() -> services.ownModels().put(name, archive)))
                .map(Reply::json)
                .transform(done -> files.callToItsEnd(() -> Files.deleteIfExists(archive))
                        .compose(_ -> done.succeeded()
                                ? Future.succeededFuture(done.result())
                                : Future.failedFuture(done.cause())));
    }
}

package io.kinedex.ingest.evaluate;

import io.kinedex.inference.evaluate.ClusterScore;
import io.kinedex.inference.evaluate.PairScore;
import io.kinedex.inference.track.Finding;
import io.kinedex.ingest.evaluate.Evaluator.Chosen;
import io.kinedex.ingest.evaluate.LabelledData.Portrait;
import io.kinedex.ingest.evaluate.LabelledData.Unread;
import io.kinedex.ingest.evaluate.Report.Figure;
import io.kinedex.ingest.evaluate.Report.Row;
import io.kinedex.ingest.pipeline.EngineTrial;
import io.kinedex.metadata.people.FaceClusters;
import io.kinedex.metadata.people.PeopleOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Scores the embeddings of faces on pictures of people: all pairs of pictures, by the cosine of their largest faces, and the
 * clusters that a node makes of the same faces when they come one after the other, in an order of chance that is always the
 * same. For one thread, once.
 */
final class IdentityEvaluation {
    private static final double[] FALSE_ACCEPTS = {0.01, 0.001, 0.0001};
    private static final long PAIRS_MAX = 4_000_000;

    private final EngineTrial engine;
    private final Chosen chosen;
    private final Evaluator.Options options;
    private final List<Face> faces = new ArrayList<>();
    private int without;

    private record Face(String name, float[] vector) {}

    IdentityEvaluation(EngineTrial engine, Chosen chosen, Evaluator.Options options) {
        this.engine = engine;
        this.chosen = chosen;
        this.options = options;
    }

    Report run(LabelledData.Identities data, EvaluationListener listener) throws InterruptedException {
        PictureLooks<Portrait> looks = new PictureLooks<>(engine, options.longSideMax(), Portrait::file);
        looks.look(data.portraits(), listener, (portrait, _, _, found) -> add(portrait, found));
        List<Unread> unread =
                Stream.concat(data.unread().stream(), looks.unread().stream()).toList();
        List<String> notes = new ArrayList<>();
        notes.add("%d pictures of %d people; in %d no face was seen plainly, and they are in no pair."
                .formatted(
                        faces.size() + without,
                        data.portraits().stream().map(Portrait::name).distinct().count(),
                        without));
        return new Report(chosen.engine(), chosen.model(), engine.digest(), rows(), notes, unread);
    }

    private void add(Portrait portrait, List<Finding> found) {
        Optional<Finding> largest = found.stream()
                .max(Comparator.comparingDouble(face -> face.detection().box().area()));
        if (largest.isEmpty()) {
            without++;
            return;
        }
        if (largest.get().embedding().isEmpty()) {
            without++;
            return;
        }
        faces.add(new Face(portrait.name(), largest.get().embedding().vector()));
    }

    private List<Row> rows() {
        DoubleStream.Builder same = DoubleStream.builder();
        DoubleStream.Builder different = DoubleStream.builder();
        long pairs = (long) faces.size() * (faces.size() - 1) / 2;
        long step = Math.max(1, pairs / PAIRS_MAX);
        long at = 0;
        for (int i = 0; i < faces.size(); i++) {
            for (int j = i + 1; j < faces.size(); j++) {
                boolean one = faces.get(i).name().equals(faces.get(j).name());
                if (one || at++ % step == 0) {
                    (one ? same : different)
                            .add(cosine(faces.get(i).vector(), faces.get(j).vector()));
                }
            }
        }
        double[] sames = same.build().toArray();
        double[] differents = different.build().toArray();
        List<Row> rows = new ArrayList<>();
        if (sames.length > 0 && differents.length > 0) {
            rows.add(row(new PairScore(sames, differents)));
        }
        if (!faces.isEmpty()) {
            rows.add(clusters());
        }
        return rows;
    }

    private Row clusters() {
        List<Face> order = new ArrayList<>(faces);
        Collections.shuffle(order, new Random(1));
        FaceClusters clusters = new FaceClusters(PeopleOptions.COSINE_MIN);
        List<ClusterScore.Item> items = order.stream()
                .map(face -> new ClusterScore.Item(face.name(), clusters.add(face.vector())))
                .toList();
        ClusterScore score = ClusterScore.of(items);
        return new Row(
                "clusters",
                List.of(
                        Figure.count(
                                "clusters",
                                items.stream()
                                        .map(ClusterScore.Item::cluster)
                                        .distinct()
                                        .count()),
                        Figure.share("bcubed-precision", score.precision()),
                        Figure.share("bcubed-recall", score.recall()),
                        Figure.share("bcubed-f", score.f())));
    }

    private static Row row(PairScore score) {
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.count("same", score.same()),
                Figure.count("different", score.different()),
                Figure.share("auc", score.auc())));
        for (double falseAccepts : FALSE_ACCEPTS) {
            PairScore.Point point = score.atFalseAccepts(falseAccepts);
            figures.add(Figure.share("tar@far=" + falseAccepts, point.trueAccepts()));
            figures.add(Figure.plain("threshold@far=" + falseAccepts, point.threshold()));
        }
        return new Row("pairs", figures);
    }

    private static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}

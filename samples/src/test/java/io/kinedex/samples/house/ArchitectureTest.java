package io.kinedex.samples.house;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.kinedex.inference.pinned.FetchPinned;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the modules, as docs/architecture.md draws them. */
class ArchitectureTest {
    private static final String FRAMES = "io.kinedex.frames..";
    private static final String INFERENCE = "io.kinedex.inference..";
    private static final String METADATA = "io.kinedex.metadata..";
    private static final String INGEST = "io.kinedex.ingest..";
    private static final String SAMPLES = "io.kinedex.samples..";

    private static final String VERTX = "io.vertx..";
    private static final String LUCENE = "org.apache.lucene..";
    private static final String ROCKSDB = "org.rocksdb..";
    private static final String DJL = "ai.djl..";
    private static final String ONNX_RUNTIME = "ai.onnxruntime..";
    private static final String TFLITE = "org.bytedeco.tensorflowlite..";
    private static final String NATIVES = "org.bytedeco..";
    private static final String KINESIS = "software.amazon.awssdk..";

    private static final JavaClasses KINEDEX = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.kinedex");

    @Test
    void seesAllModules() {
        for (String module : List.of("frames", "inference", "metadata", "ingest", "samples")) {
            assertThat(KINEDEX).anyMatch(type -> type.getPackageName().startsWith("io.kinedex." + module));
        }
    }

    @Test
    void framesKnowNoModelsNoVertxNoIndex() {
        noClasses()
                .that()
                .resideInAPackage(FRAMES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        INFERENCE, METADATA, INGEST, SAMPLES, DJL, ONNX_RUNTIME, TFLITE, VERTX, LUCENE, ROCKSDB)
                .check(KINEDEX);
    }

    @Test
    void inferenceKnowsNoVertxNoIndexNoKinesis() {
        noClasses()
                .that()
                .resideInAPackage(INFERENCE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(INGEST, SAMPLES, VERTX, LUCENE, ROCKSDB, KINESIS)
                .check(KINEDEX);
    }

    /** All but the fetching of pinned files, which the build does. */
    @Test
    void inferenceKnowsNoSockets() {
        noClasses()
                .that()
                .resideInAPackage(INFERENCE)
                .and()
                .resideOutsideOfPackage("io.kinedex.inference.pinned..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "java.nio.channels..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.Socket")
                .check(KINEDEX);
    }

    @Test
    void inferenceKnowsOfMetadataOnlyTheVocabulary() {
        noClasses()
                .that()
                .resideInAPackage(INFERENCE)
                .should()
                .dependOnClassesThat(
                        resideInAPackage(METADATA).and(not(resideInAPackage("io.kinedex.metadata.record.."))))
                .check(KINEDEX);
    }

    @Test
    void metadataKnowsNoPixelsNoModels() {
        noClasses()
                .that()
                .resideInAPackage(METADATA)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FRAMES, INFERENCE, INGEST, SAMPLES, DJL, ONNX_RUNTIME, NATIVES, VERTX, "java.awt..")
                .check(KINEDEX);
    }

    @Test
    void ingestKnowsNotHowTheOthersWorkInside() {
        noClasses()
                .that()
                .resideInAPackage(INGEST)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SAMPLES, DJL, ONNX_RUNTIME, TFLITE, LUCENE)
                .check(KINEDEX);
    }

    /** The archive's table of fragments lies in a RocksDB of its own. */
    @Test
    void ingestKnowsNoRocksDbOutsideTheArchive() {
        noClasses()
                .that()
                .resideInAPackage(INGEST)
                .and()
                .resideOutsideOfPackage("io.kinedex.ingest.archive..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROCKSDB)
                .check(KINEDEX);
    }

    @Test
    void samplesUseTheNodeByHttpAlone() {
        classes()
                .that()
                .resideInAPackage("io.kinedex.samples")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("io.kinedex.samples", "java..", "com.fasterxml.jackson..", "org.jspecify.."))
                .check(KINEDEX);
    }

    /** Those for AWS's clients have Amazon's SDK, and frames to read what GetMedia answers. */
    @Test
    void samplesForAwsUseTheSdkAndFramesAlone() {
        classes()
                .that()
                .resideInAPackage("io.kinedex.samples.aws")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("io.kinedex.samples.aws", FRAMES, KINESIS, "java..", "org.jspecify.."))
                .check(KINEDEX);
    }

    @Test
    void noPackagesGoInCircles() {
        slices().matching("io.kinedex.(**)")
                .should()
                .beFreeOfCycles()
                // each module has one root exception, which all of its packages throw
                .ignoreDependency(alwaysTrue(), belongTo(assignableTo(Exception.class)))
                .check(KINEDEX);
    }

    @Test
    void onlyCommandsPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..cli..", SAMPLES)
                .and()
                .doNotBelongToAnyOf(FetchPinned.class)
                .should(ACCESS_STANDARD_STREAMS)
                .check(KINEDEX);
    }

    @Test
    void nothingLogsByJavaUtilLogging() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(KINEDEX);
    }
}

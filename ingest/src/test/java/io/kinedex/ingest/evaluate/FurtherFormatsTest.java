package io.kinedex.ingest.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinedex.inference.evaluate.TrueBox.Counts;
import io.kinedex.ingest.evaluate.LabelledData.Identities;
import io.kinedex.ingest.evaluate.LabelledData.PixelBox;
import io.kinedex.ingest.evaluate.LabelledData.Portrait;
import io.kinedex.ingest.evaluate.LabelledData.Sequence;
import io.kinedex.ingest.evaluate.LabelledData.TextPicture;
import io.kinedex.ingest.evaluate.LabelledData.Texts;
import io.kinedex.ingest.evaluate.LabelledData.Tracks;
import io.kinedex.ingest.evaluate.LabelledData.Transcript;
import io.kinedex.ingest.evaluate.LabelledData.Transcripts;
import io.kinedex.ingest.evaluate.LabelledData.Unread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formats of tracks, identities, speech and text; media are only looked for, not opened. */
class FurtherFormatsTest {
    @TempDir
    private Path folder;

    @Test
    void readsASequenceOfTheMotBenchmarks() throws Exception {
        write("MOT17-02/img1/000001.jpg", "");
        write("MOT17-02/img1/000002.jpg", "");
        write(
                "MOT17-02/seqinfo.ini",
                "[Sequence]\nname=MOT17-02\nframeRate=30\nimWidth=1920\nimHeight=1080\nimDir=img1\n");
        write("MOT17-02/det/det.txt", "1,-1,1,1,5,5,0.9\n");
        write("MOT17-02/gt/gt.txt", """
                1,7,11,21,30,40,1,1,0.8
                1,8,1,1,5,5,0,8,1
                1,9,1,1,5,5,0,3,1
                2,7,12, 22,30,40,1,1,0.5
                seven
                """);

        DataFormat.Recognised read = DataFormat.read(folder);

        assertThat(read.format()).isEqualTo(DataFormat.MOT);
        Tracks tracks = (Tracks) read.data();
        Sequence sequence = tracks.sequences().getFirst();
        assertThat(sequence.name()).isEqualTo("MOT17-02");
        assertThat(sequence.files()).hasSize(2);
        assertThat(sequence.framesPerSecond()).isEqualTo(30);
        assertThat(sequence.frames().get(1))
                .containsOnlyKeys("7", "8")
                .containsEntry("7", new PixelBox("person", 10, 20, 30, 40, Counts.FULLY))
                .containsEntry("8", new PixelBox("person", 0, 0, 5, 5, Counts.NOT));
        assertThat(sequence.frames().get(2)).containsOnlyKeys("7");
        assertThat(tracks.unread()).extracting(Unread::reason).containsExactly("line 5 is not of MOT's form");
    }

    @Test
    void readsAVideoWithClassesOfItsOwn() throws Exception {
        write("street.mp4", "");
        write("gt/gt.txt", "1,1,1,1,10,10,1,2,1\n");
        write("gt/labels.txt", "person\ncar\n");

        Sequence sequence =
                ((Tracks) DataFormat.read(folder).data()).sequences().getFirst();

        assertThat(sequence.video()).isTrue();
        assertThat(sequence.frames().get(1)).containsEntry("1", new PixelBox("car", 0, 0, 10, 10, Counts.FULLY));
    }

    @Test
    void namesASequenceWithoutPictures() throws Exception {
        write("gt/gt.txt", "1,1,1,1,10,10,1,1,1\n");

        Tracks tracks = (Tracks) DataFormat.read(folder).data();

        assertThat(tracks.sequences()).isEmpty();
        assertThat(tracks.unread())
                .extracting(Unread::reason)
                .first()
                .asString()
                .contains("img1");
    }

    @Test
    void readsFoldersOfIdentities() throws Exception {
        write("identities/Ada Lovelace/1.jpg", "");
        write("identities/Ada Lovelace/2.jpg", "");
        write("identities/Charles Babbage/1.png", "");
        write("README.md", "about");

        DataFormat.Recognised read = DataFormat.read(folder);

        assertThat(read.format()).isEqualTo(DataFormat.IDENTITIES);
        assertThat(((Identities) read.data()).portraits())
                .extracting(Portrait::name)
                .containsExactly("Ada Lovelace", "Ada Lovelace", "Charles Babbage");
    }

    @Test
    void readsTranscriptsWithAndWithoutAHead() throws Exception {
        write("clips/one.mp3", "");
        write("two.wav", "");
        write("validated.tsv", "client_id\tpath\tsentence\tage\nx\tone.mp3\tGood morning.\tforty\n");
        write("more.tsv", "# a comment\ntwo.wav\tAnd so on\nthree.wav\tis not there\n");

        DataFormat.Recognised read = DataFormat.read(folder);

        assertThat(read.format()).isEqualTo(DataFormat.TRANSCRIPTS);
        Transcripts transcripts = (Transcripts) read.data();
        assertThat(transcripts.transcripts())
                .containsExactly(
                        new Transcript(folder.resolve("two.wav"), "And so on"),
                        new Transcript(folder.resolve("clips/one.mp3"), "Good morning."));
        assertThat(transcripts.unread())
                .extracting(Unread::reason)
                .singleElement()
                .asString()
                .contains("line 3");
    }

    @Test
    void readsBoxesOfTextFromACsv() throws Exception {
        write("page.png", "");
        write("labels.csv", """
                image,left,top,width,height,text
                page.png,10,20,100,30,"Total, with ""tax""\"
                page.png,0,0,10,0,10,10,0,10,EXIT
                page.png,1,2,3
                """);

        DataFormat.Recognised read = DataFormat.read(folder);

        assertThat(read.format()).isEqualTo(DataFormat.TEXT_BOXES);
        Texts texts = (Texts) read.data();
        assertThat(texts.pictures().getFirst().texts())
                .containsExactly(
                        new PixelBox("Total, with \"tax\"", 10, 20, 100, 30, Counts.FULLY),
                        new PixelBox("EXIT", 0, 0, 10, 10, Counts.FULLY));
        assertThat(texts.unread()).hasSize(1);
    }

    @Test
    void readsIcdarsBoxesOfText() throws Exception {
        write("img_1.jpg", "");
        write("gt_img_1.txt", "\ufeff377,117,463,117,465,130,378,130,Genaxis, Theatre\n0,0,9,0,9,9,0,9,###\n");

        Texts texts = (Texts) DataFormat.read(folder).data();

        assertThat(texts.pictures()).extracting(TextPicture::file).containsExactly(folder.resolve("img_1.jpg"));
        assertThat(texts.pictures().getFirst().texts())
                .containsExactly(
                        new PixelBox("Genaxis, Theatre", 377, 117, 88, 13, Counts.FULLY),
                        new PixelBox("###", 0, 0, 9, 9, Counts.NOT));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

package io.kinedex.ingest.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kinedex.inference.evaluate.TrueBox;
import io.kinedex.inference.evaluate.TrueBox.Counts;
import io.kinedex.ingest.IngestException;
import io.kinedex.ingest.evaluate.LabelledData.Boxes;
import io.kinedex.ingest.evaluate.LabelledData.Picture;
import io.kinedex.ingest.evaluate.LabelledData.PixelBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in a folder is recognised and read; pictures are only looked for, not opened. */
class DataFormatTest {
    @TempDir
    private Path folder;

    @Test
    void readsCocosBoxesWithPicturesInFoldersOfTheirOwn() throws Exception {
        write("val2017/000000000042.jpg", "");
        write("annotations/instances_val2017.json", """
                {"info": {"year": 2017}, "licenses": [],
                 "images": [{"id": 42, "file_name": "000000000042.jpg", "width": 640, "height": 480, "license": 1},
                            {"id": 43, "file_name": "000000000043.jpg", "width": 640, "height": 480}],
                 "annotations": [
                   {"id": 1, "image_id": 42, "category_id": 18, "bbox": [64, 48.0, 320, 240], "iscrowd": 0,
                    "segmentation": [[1, 2, 3]], "area": 5},
                   {"id": 2, "image_id": 42, "category_id": 18, "bbox": [0, 0, 10, 10], "iscrowd": 1,
                    "segmentation": {"counts": [1], "size": [480, 640]}},
                   {"id": 3, "image_id": 42, "category_id": 99, "bbox": [0, 0, 10, 10]}],
                 "categories": [{"id": 18, "name": "dog", "supercategory": "animal"}, {"id": 19, "name": "horse"}]}
                """);
        write("annotations/captions_val2017.json", "{\"images\": [], \"annotations\": []}");

        DataFormat.Recognised read = DataFormat.read(folder);

        assertThat(read.format()).isEqualTo(DataFormat.COCO);
        Boxes boxes = (Boxes) read.data();
        assertThat(boxes.names()).containsExactly("dog", "horse");
        assertThat(boxes.pictures())
                .containsExactly(new Picture(
                        folder.resolve("val2017/000000000042.jpg"),
                        640,
                        480,
                        List.of(
                                new PixelBox("dog", 64, 48, 320, 240, Counts.FULLY),
                                new PixelBox("dog", 0, 0, 10, 10, Counts.AS_CROWD))));
        assertThat(boxes.unread())
                .extracting(LabelledData.Unread::reason)
                .satisfiesExactlyInAnyOrder(
                        reason -> assertThat(reason).contains("image 42"),
                        reason -> assertThat(reason).contains("not there"));
        TrueBox dog = boxes.pictures().getFirst().boxes().getFirst().of(640, 480);
        assertThat(dog.box().left()).isCloseTo(0.1, within(1e-9));
        assertThat(dog.box().bottom()).isCloseTo(0.6, within(1e-9));
    }

    @Test
    void readsVocsBoxesThatCountPixelsFromOne() throws Exception {
        write("JPEGImages/a.jpg", "");
        write("Annotations/a.xml", """
                <annotation><folder>VOC2007</folder><filename>a.jpg</filename>
                  <size><width>100</width><height>50</height><depth>3</depth></size>
                  <object><name>tvmonitor</name><difficult>0</difficult>
                    <bndbox><xmin>1</xmin><ymin>1</ymin><xmax>100</xmax><ymax>50</ymax></bndbox>
                    <part><name>head</name><bndbox><xmin>2</xmin><ymin>2</ymin><xmax>3</xmax><ymax>3</ymax></bndbox></part>
                  </object>
                  <object><name>sofa</name><difficult>1</difficult>
                    <bndbox><xmin>11</xmin><ymin>21.5</ymin><xmax>20</xmax><ymax>30</ymax></bndbox></object>
                </annotation>
                """);

        DataFormat.Recognised read = DataFormat.read(folder);

        assertThat(read.format()).isEqualTo(DataFormat.VOC);
        Picture picture = ((Boxes) read.data()).pictures().getFirst();
        assertThat(picture.width()).isEqualTo(100);
        assertThat(picture.boxes())
                .containsExactly(
                        new PixelBox("tvmonitor", 0, 0, 100, 50, Counts.FULLY),
                        new PixelBox("sofa", 10, 20.5, 10, 9.5, Counts.NOT));
    }

    @Test
    void namesEveryXmlThatCannotBeUsedAndGoesOn() throws Exception {
        write("a.png", "");
        write("a.xml", "<annotation><filename>renamed.png</filename></annotation>");
        write("b.xml", "<annotation><filename>b.png</filename></annotation>");
        write("c.xml", "<annotation><filename>a.png</filename>");
        write("d.xml", "<!DOCTYPE annotation [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><annotation>&e;</annotation>");

        Boxes boxes = (Boxes) DataFormat.read(folder).data();

        assertThat(boxes.pictures()).extracting(Picture::file).containsExactly(folder.resolve("a.png"));
        assertThat(boxes.unread()).extracting(LabelledData.Unread::file).containsExactly("b.xml", "c.xml", "d.xml");
    }

    @Test
    void neverReadsOutsideOfTheFolder() throws Exception {
        Path set = Files.createDirectory(folder.resolve("set"));
        write("secret.jpg", "");
        write("set/labels.json", """
                {"images": [{"id": 1, "file_name": "../secret.jpg", "width": 1, "height": 1}],
                 "annotations": [], "categories": []}
                """);

        Boxes boxes = (Boxes) DataFormat.read(set).data();

        assertThat(boxes.pictures()).isEmpty();
        assertThat(boxes.unread()).hasSize(1);
    }

    @Test
    void asksWhichFormatWhereThereAreSeveral() throws Exception {
        write("a.jpg", "");
        write("a.xml", "<annotation><filename>a.jpg</filename></annotation>");
        write("labels.json", "{\"images\": [], \"annotations\": [], \"categories\": []}");

        assertThatThrownBy(() -> DataFormat.read(folder))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("--format");
        assertThat(DataFormat.read(folder, DataFormat.VOC).format()).isEqualTo(DataFormat.VOC);
    }

    @Test
    void refusesWhatHoldsNoLabels() throws Exception {
        write("a.jpg", "");

        assertThatThrownBy(() -> DataFormat.read(folder))
                .hasMessageContaining("COCO")
                .hasMessageContaining("VOC");
        assertThatThrownBy(() -> DataFormat.read(folder.resolve("a.jpg"))).hasMessageContaining("no folder");
        assertThatThrownBy(() -> DataFormat.read(folder, DataFormat.COCO)).hasMessageContaining("COCO");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}

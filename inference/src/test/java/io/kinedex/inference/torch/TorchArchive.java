package io.kinedex.inference.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes TorchScript archives by hand: a ZIP of stored entries, with the module pickled (protocol 2) and its code as text. */
final class TorchArchive {
    /** Where the picture is bright, 64 x 64 pixels in 0..1: a box around the middle of it, and how bright the brightest is. */
    private static final String BRIGHT = """
            class Net(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.Net,
                x: Tensor) -> Tuple[Tensor, Tensor]:
                bright = torch.to(torch.gt(torch.amax(x, [1]), 0.7), 6)
                sum = torch.add(torch.sum(bright), 0.001)
                columns = torch.reshape(torch.linspace(0., 1., 64), [1, 1, 64])
                rows = torch.reshape(torch.linspace(0., 1., 64), [1, 64, 1])
                left = torch.sub(torch.div(torch.sum(torch.mul(bright, columns)), sum), 0.1)
                top = torch.sub(torch.div(torch.sum(torch.mul(bright, rows)), sum), 0.1)
                sides = [left, top, torch.add(left, 0.2), torch.add(top, 0.2)]
                boxes = torch.reshape(torch.stack(sides), [1, 1, 4])
                most = torch.amax(bright)
                scores = torch.reshape(torch.stack([torch.sub(1., most), most]), [1, 1, 2])
                return (boxes, scores)
            """;

    private TorchArchive() {}

    /** A detector of bright spots; its outputs are boxes [1, 1, 4] and scores [1, 1, 2], of nothing and of a spot. */
    static Path brightSpots(Path file) throws IOException {
        return write(file, BRIGHT);
    }

    /** @param code of the class Net; without any where it is empty */
    static Path write(Path file, String code) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setMethod(ZipOutputStream.STORED);
            store(zip, "net/data.pkl", module());
            if (!code.isEmpty()) {
                store(zip, "net/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            }
            store(zip, "net/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            store(zip, "net/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        }
        return file;
    }

    /** An instance of Net whose attribute "training" is false. */
    private static byte[] module() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2});
        pickle.writeBytes("c__torch__\nNet\n)".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {(byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
        pickle.writeBytes("training".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {(byte) 0x89, 'u', 'b', '.'});
        return pickle.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}

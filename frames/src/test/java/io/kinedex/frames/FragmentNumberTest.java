package io.kinedex.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class FragmentNumberTest {
    @Test
    void holdsNumbersFarBeyondALong() {
        FragmentNumber number = FragmentNumber.parse("91343852333181432412489103236310005892133364608");

        assertThat(number).hasToString("91343852333181432412489103236310005892133364608");
        assertThat(number.next()).hasToString("91343852333181432412489103236310005892133364609");
    }

    @Test
    void ordersAsNumbersAndNotAsText() {
        assertThat(FragmentNumber.parse("9")).isLessThan(FragmentNumber.parse("10"));
        assertThat(FragmentNumber.parse("0010")).isEqualTo(FragmentNumber.of(10));
    }

    @Test
    void refusesWhatIsNoNumber() {
        for (String text : List.of("", "-1", "+1", "1.0", " 1", "٣", "1".repeat(129))) {
            assertThatIllegalArgumentException().isThrownBy(() -> FragmentNumber.parse(text));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FragmentNumber.parse("9".repeat(128)).next());
    }
}

package io.foreflow.tutorials.study;

import io.foreflow.tutorials.dataset.Augmentation;
import java.util.List;
import java.util.Optional;

/** Where the rows of a study come from. Files are named from the data folder on. */
public sealed interface DataSpec {
    /** Returns the unit of the quantity that is predicted; empty where classes are told. */
    default String unit() {
        return "";
    }

    /** How a column becomes an input. */
    enum Scale {
        /** As it is. */
        NONE,
        /** Minus its mean, divided by its standard deviation. */
        STANDARD,
        /** Its least value becomes 0, its largest 1. */
        MINMAX
    }

    /**
     * A table of numbers.
     *
     * @param file comma separated, or by blanks
     * @param columns their names, for a file without a header; empty: it has one
     * @param features the columns to learn from; empty: all numeric ones but the target
     * @param target the column to learn
     * @param classes what 0, 1, … in the target mean; empty: it is a quantity
     * @param unit of a quantity
     * @param divisor what a quantity is divided by to be learnt
     * @param scale of the features
     * @param dropMissing whether rows with an empty cell are left out; else there must be none
     * @param rows only so many from the first on; 0: all
     */
    record Table(
            String file,
            List<String> columns,
            List<String> features,
            String target,
            List<String> classes,
            String unit,
            double divisor,
            Scale scale,
            boolean dropMissing,
            int rows)
            implements DataSpec {
        public Table {
            columns = List.copyOf(columns);
            features = List.copyOf(features);
            classes = List.copyOf(classes);
        }
    }

    /**
     * Reviews of films, negative and positive. Where statistics are taken from all rows, words are numbered by the file
     * that comes with them; else by their frequency in the training rows.
     *
     * @param share of the rows of each part, evenly spaced, in (0, 1]
     */
    record Imdb(double share) implements DataSpec {}

    /**
     * News of one topic each, of the most frequent topics.
     *
     * @param topics how many
     * @param share as above
     */
    record Reuters(int topics, double share) implements DataSpec {}

    /**
     * Written digits.
     *
     * @param digits those that are kept, ascending; they become classes 0, 1, …
     * @param share as above
     */
    record Mnist(List<Integer> digits, double share) implements DataSpec {
        public Mnist {
            digits = List.copyOf(digits);
        }
    }

    /**
     * Pictures in a folder a class.
     *
     * @param training folder of the folders of rows to learn from
     * @param test folder of the folders of rows kept aside
     * @param classes names of the folders, in the order of the classes
     * @param augmentation of training rows; empty: none
     * @param share as above
     */
    record Pictures(
            String training, String test, List<String> classes, Optional<Augmentation> augmentation, double share)
            implements DataSpec {
        public Pictures {
            classes = List.copyOf(classes);
        }
    }

    /**
     * Windows of a series: so many values, and those that follow.
     *
     * @param file long table sensor_id, timestamp, value
     * @param sensor whose series
     * @param history values a row
     * @param horizon values to forecast
     * @param unit of the values
     * @param from first timestamp that counts, as it starts; empty: all
     */
    record Windows(String file, String sensor, int history, int horizon, String unit, String from)
            implements DataSpec {}
}

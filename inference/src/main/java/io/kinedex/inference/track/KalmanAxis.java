package io.kinedex.inference.track;

/**
 * A Kalman filter of one coordinate that moves at a nearly constant speed (Kalman 1960; the discrete white-noise
 * acceleration model of Bar-Shalom, Li and Kirubarajan 2001, section 6.2). ByteTrack's filter of eight dimensions falls apart into four of
 * these, since none of its matrices couples two coordinates. Immutable.
 *
 * @param position in fractions of the frame
 * @param velocity in fractions of the frame per second
 * @param pp       variance of the position
 * @param pv       covariance of position and velocity
 * @param vv       variance of the velocity
 */
record KalmanAxis(double position, double velocity, double pp, double pv, double vv) {
    static KalmanAxis at(double position, double positionDeviation, double velocityDeviation) {
        return new KalmanAxis(
                position, 0, positionDeviation * positionDeviation, 0, velocityDeviation * velocityDeviation);
    }

    /**
     * @param seconds from 0
     * @param agility by how much the velocity changes within a second, as a standard deviation
     */
    KalmanAxis predict(double seconds, double agility) {
        double q = agility * agility;
        double t = seconds;
        return new KalmanAxis(
                position + velocity * t,
                velocity,
                pp + 2 * t * pv + t * t * vv + q * t * t * t / 3,
                pv + t * vv + q * t * t / 2,
                vv + q * t);
    }

    /** @param deviation of the measurement */
    KalmanAxis correct(double measured, double deviation) {
        double variance = pp + deviation * deviation;
        double gainPosition = pp / variance;
        double gainVelocity = pv / variance;
        double surprise = measured - position;
        return new KalmanAxis(
                position + gainPosition * surprise,
                velocity + gainVelocity * surprise,
                (1 - gainPosition) * pp,
                (1 - gainPosition) * pv,
                vv - gainVelocity * pv);
    }

    /** The squared distance of a measurement from what is expected, in variances. */
    double surprise(double measured, double deviation) {
        double off = measured - position;
        return off * off / (pp + deviation * deviation);
    }
}

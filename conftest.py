"""Before any test: whole rooms are loaded in which a function has the name of its module.

pytest imports a module whose examples it tries by itself, and sets it on its room: were the room
not there yet, the module would then stand where its function belongs.
"""

import clsmin_forecast.present.charts
import clsmin_forecast.present.sentences
import clsmin_forecast.present.tables  # noqa: F401

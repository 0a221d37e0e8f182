"""The one blueprint of the room's pages."""

from flask import Blueprint

blueprint = Blueprint("board", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
